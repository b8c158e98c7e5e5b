using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Commands;
using QuoteStream.Feeds.Simulator;
using QuoteStream.Feeds.Tests.Iex;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Commands;

/// <summary>The commands against the real server.</summary>
public sealed class PublishingTests : IAsyncLifetime, IDisposable
{
    private const string Recording = "iex_sample_TOPS1.6_20170710.pcapng.gz";

    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(("Logging:LogLevel:Default", "Error"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [FactNeeds(Need.MarketData)]
    public async Task A_recorded_day_ends_as_a_plain_decoder_says()
    {
        string file = MarketDataFolder.File("iex", Recording);

        (int code, string output, string error) = await RunAsync("replay", file, "--speed", "max");

        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Equal(57_674, Figure(output, "messages"));
        Assert.Equal(57_673, Figure(output, "applied"));
        Assert.DoesNotContain("rejected", output);
        var plain = PlainTopsDecoder.Read(file);
        Dictionary<string, JsonElement> quotes = await QuotesAsync(plain.LastQuotes.Keys.Select(Canonical));
        foreach ((string symbol, (ulong bidSize, long bid, long ask, ulong askSize)) in plain.LastQuotes)
        {
            JsonElement quote = quotes[Canonical(symbol)];
            Assert.Equal((symbol, Price(bid, bidSize), Size(bidSize)), (symbol, Number(quote, "bid"), Number(quote, "bidSize")));
            Assert.Equal((symbol, Price(ask, askSize), Size(askSize)), (symbol, Number(quote, "ask"), Number(quote, "askSize")));
        }
    }

    [FactNeeds(Need.MarketData)]
    public async Task Two_lines_of_one_recording_are_one_feed()
    {
        string file = MarketDataFolder.File("iex", Recording);

        Task<(int Code, string Output, string Error)> a = RunAsync("replay", file, "--speed", "max", "--line", "A");
        (int Code, string Output, string Error) b = await RunAsync("replay", file, "--speed", "max", "--line", "B");

        Assert.Equal((ExitCode.Success, ExitCode.Success), ((await a).Code, b.Code));
        Assert.Equal(57_673, Figure((await a).Output, "applied") + Figure(b.Output, "applied"));
        Assert.Equal(57_673, Figure((await a).Output, "duplicates") + Figure(b.Output, "duplicates"));
    }

    [Fact]
    public async Task The_same_recording_can_be_played_again()
    {
        string file = Write(TopsWriter.Segment(1, [TopsWriter.Quote("AAPL", 1, 2, 3, 4), TopsWriter.Trade("AAPL", 100, 5, 6)]));

        for (int time = 0; time < 2; time++)
        {
            (int code, string output, _) = await RunAsync("replay", file);
            Assert.Equal((ExitCode.Success, 2), (code, Figure(output, "applied")));
            Assert.DoesNotContain("duplicates", output);
        }
    }

    [Fact]
    public async Task Holes_in_a_recording_are_told_on_both_sides()
    {
        byte[][] quote = [TopsWriter.Quote("AAPL", 100, 20_000, 30_000, 400)];
        string file = Write(TopsWriter.Segment(1, quote), TopsWriter.Segment(5, quote), TopsWriter.Segment(6, quote));

        (int code, string output, _) = await RunAsync("replay", file, "--speed", "max");

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal((1, 3), (Figure(output, "gaps in the recording"), Figure(output, "messages missing")));
        Assert.Equal((1, 3), (Figure(output, "gaps at the server"), Figure(output, "numbers missing there")));
        Assert.Equal(3, Figure(output, "applied"));
    }

    [Fact]
    public async Task Each_session_of_a_recording_is_published_as_one()
    {
        byte[][] quote = [TopsWriter.Quote("AAPL", 100, 20_000, 30_000, 400)];
        string file = Write(
            TopsWriter.Segment(1, quote, session: 1), TopsWriter.Segment(1, quote, session: 2), TopsWriter.Segment(2, quote, session: 2));

        (int code, string output, _) = await RunAsync("replay", file, "--speed", "max");

        Assert.Equal((ExitCode.Success, 3), (code, Figure(output, "applied")));
        Assert.DoesNotContain("duplicates", output);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_an_example()
    {
        byte[][] quotes = [TopsWriter.Quote("AAPL", 100, 20_000, 30_000, 400), TopsWriter.Quote("bad~1", 1, 2, 3, 4)];
        string file = Write(TopsWriter.Segment(1, quotes));

        (int code, string output, _) = await RunAsync("replay", file, "--speed", "max");

        Assert.Equal((ExitCode.Success, 1, 1), (code, Figure(output, "applied"), Figure(output, "rejected")));
        Assert.Contains("bad~1", output);
    }

    [Fact]
    public async Task A_recording_that_was_cut_is_played_as_far_as_it_goes()
    {
        byte[][] quote = [TopsWriter.Quote("AAPL", 1, 2, 3, 4)];
        byte[] capture = TopsWriter.Capture(TopsWriter.Segment(1, quote), TopsWriter.Segment(2, quote));
        string file = Path.Combine(_folder.Path, "cut.pcap");
        await File.WriteAllBytesAsync(file, capture[..^1]);

        (int code, string output, string error) = await RunAsync("replay", file, "--speed", "max");

        Assert.Equal((ExitCode.Success, 1), (code, Figure(output, "applied")));
        Assert.Contains("not whole", error);
    }

    [Fact]
    public async Task A_damaged_recording_is_an_error_after_what_could_be_played()
    {
        byte[] capture = TopsWriter.Capture(TopsWriter.Segment(1, [TopsWriter.Quote("AAPL", 1, 2, 3, 4)]), TopsWriter.Segment(2, []));
        string file = Path.Combine(_folder.Path, "damaged.pcap");
        capture[^(40 + 42 + 16 - 11)] = 0x7F;
        await File.WriteAllBytesAsync(file, capture);

        (int code, string output, string error) = await RunAsync("replay", file, "--speed", "max");

        Assert.Equal((ExitCode.Failure, 1), (code, Figure(output, "applied")));
        Assert.Contains("damaged after packet 1", error);
    }

    [Theory]
    [InlineData("", ExitCode.Interrupted)]
    [InlineData("--loop", ExitCode.Success)]
    public async Task An_interrupted_replay_ends_cleanly(string loop, int expected)
    {
        byte[][] quote = [TopsWriter.Quote("AAPL", 100, 20_000, 30_000, 400)];
        string file = Write(TopsWriter.Segment(1, quote), TopsWriter.Segment(2, quote, sendTime: TopsWriter.Time + 3_600_000_000_000));
        using var interruption = new Interruption();

        string[] args = loop.Length > 0 ? ["replay", file, loop] : ["replay", file];

        Task<(int Code, string Output, string Error)> replay = RunAsync(interruption, args);
        await Eventually.True(async () => (await QuotesAsync(["AAPL"])).Count == 1);
        interruption.Request();

        (int code, string output, string error) = await replay;
        Assert.Equal((expected, 1, ""), (code, Figure(output, "applied"), error));
    }

    [Fact]
    public async Task A_simulation_publishes_exactly_what_was_asked_for()
    {
        (int code, string output, string error) = await RunAsync(
            "simulate", "--rate", "max", "--count", "12345", "--symbols", "50", "--prefix", "S");

        Assert.Equal((ExitCode.Success, 12_345, ""), (code, Figure(output, "applied"), error));
        Dictionary<string, JsonElement> quotes = await QuotesAsync(Enumerable.Range(0, 50).Select(i => $"S{i}"));
        Assert.Equal(50, quotes.Count);
        Assert.All(quotes.Values, q => Assert.True(Number(q, "bid") > 0 && Number(q, "bid") < Number(q, "ask") && Number(q, "last") > 0));
    }

    [Fact]
    public async Task A_simulation_can_be_published_over_two_lines()
    {
        string[] args = ["simulate", "--rate", "max", "--count", "5000", "--start", "2026-01-05T14:30:00Z", "--line"];

        Task<(int Code, string Output, string Error)> a = RunAsync([.. args, "A"]);
        (int Code, string Output, string Error) b = await RunAsync([.. args, "B"]);

        Assert.Equal(5000, Figure((await a).Output, "applied") + Figure(b.Output, "applied"));
    }

    [Fact]
    public async Task A_pre_encoded_simulation_publishes_exactly_what_was_asked_for()
    {
        // More than one cycle, so that what is sent again is taken as new ticks and new trades, and amendments find theirs.
        (int code, string output, _) = await RunAsync(
            "simulate", "--pre-encoded", "--rate", "max", "--count", "2100000", "--symbols", "50", "--prefix", "S");

        Assert.Equal((ExitCode.Success, 2_100_000), (code, Figure(output, "applied")));
        Assert.DoesNotContain("rejected", output);
        Dictionary<string, JsonElement> quotes = await QuotesAsync(Enumerable.Range(0, 50).Select(i => $"S{i}"));
        Assert.All(quotes.Values, q => Assert.True(Number(q, "bid") > 0 && Number(q, "bid") < Number(q, "ask") && Number(q, "last") > 0));
    }

    [Fact]
    public async Task A_simulated_day_ends_closed()
    {
        (int code, string output, string error) = await RunAsync("simulate", "--day", "2s", "--rate", "2000", "--symbols", "AAPL,MSFT");

        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Equal(Figure(output, "ticks sent"), Figure(output, "applied"));
        Dictionary<string, JsonElement> quotes = await QuotesAsync(["AAPL", "MSFT"]);
        Assert.All(quotes.Values, q => Assert.Equal(("closed", null), (q.GetProperty("state").GetString(), Number(q, "bid"))));
    }

    [Fact]
    public async Task An_interrupted_simulation_has_done_what_it_was_asked_to()
    {
        using var interruption = new Interruption();

        Task<(int Code, string Output, string Error)> simulation = RunAsync(interruption, ["simulate"]);
        await Eventually.True(async () => (await QuotesAsync(["BTC-USD"])).Count == 1);
        interruption.Request();

        (int code, string output, string error) = await simulation;
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Equal(Figure(output, "ticks sent"), Figure(output, "applied"));
    }

    [Fact]
    public async Task A_simulation_inside_a_process_runs_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var options = new FeedPublisherOptions { Server = _server.GrpcAddress, Provider = SimulationRunner.DefaultProvider };
        var runner = new SimulationRunner(options);

        Task<FeedTotals> running = runner.RunAsync(stop.Token);
        await Eventually.True(async () => (await QuotesAsync(["AAPL"])).Values.Any(q => q.TryGetProperty("bid", out _)));
        await stop.CancelAsync();

        FeedTotals totals = await running;
        Assert.True(totals.Sent > 150 && totals.Applied == totals.Sent, totals.ToString());
        Assert.Equal(0, totals.Gaps + totals.Rejected + totals.Duplicates);
    }

    private static string Canonical(string symbol)
    {
        Span<byte> canonical = stackalloc byte[64];
        byte[] provider = Encoding.ASCII.GetBytes(symbol);
        Assert.True(SymbolConversion.TryToCanonical(ProviderSymbology.NasdaqIntegrated, provider, canonical, out int length), symbol);
        return Encoding.ASCII.GetString(canonical[..length]);
    }

    private static decimal? Price(long price, ulong size) => size == 0 ? null : price / 10_000m;

    private static decimal? Size(ulong size) => size == 0 ? null : size;

    private static decimal? Number(JsonElement quote, string name) =>
        quote.TryGetProperty(name, out JsonElement value) ? value.GetDecimal() : null;

    /// <summary>The number on the summary's line with this label.</summary>
    private static long Figure(string output, string label)
    {
        string? line = output.Split('\n').FirstOrDefault(l => l.StartsWith(label + " ", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[label.Length..].Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private async Task<Dictionary<string, JsonElement>> QuotesAsync(IEnumerable<string> symbols)
    {
        var quotes = new Dictionary<string, JsonElement>();
        foreach (string[] some in symbols.Chunk(200))
        {
            string list = string.Join(',', some.Select(Uri.EscapeDataString));
            JsonElement answer = await _server.Http.GetFromJsonAsync<JsonElement>($"/v1/quotes?symbols={list}");
            foreach (JsonElement quote in answer.GetProperty("quotes").EnumerateArray())
            {
                quotes.Add(quote.GetProperty("symbol").GetString()!, quote);
            }
        }

        return quotes;
    }

    private string Write(params byte[][] segments)
    {
        string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.pcap");
        File.WriteAllBytes(path, TopsWriter.Capture(segments));
        return path;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var interruption = new Interruption();
        return await RunAsync(interruption, args);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(Interruption interruption, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] all = [.. args, "--server", _server.GrpcAddress.ToString()];
        int code = await FeedsCommandLine.RunAsync(all, output, error, interruption);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString());
    }
}
