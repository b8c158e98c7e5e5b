using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using QuoteStream.Feeds.Commands;
using QuoteStream.Feeds.Tests.Iex;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Commands;

/// <summary>What of a recording is played, when, and over how bad a line: against the real server.</summary>
public sealed class ReplayControlTests : IDisposable
{
    private const string Recording = "iex_sample_TOPS1.6_20170710.pcapng.gz";
    private const long Second = 1_000_000_000;

    // What of a quote does not follow from the ticks alone.
    private static readonly string[] OfTheServer = ["received", "sent", "seq"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactNeeds(Need.MarketData)]
    public async Task Two_bad_lines_of_one_recording_give_one_clean_feed()
    {
        string file = MarketDataFolder.File("iex", Recording);
        string[] replay = ["replay", file, "--speed", "max"];
        Dictionary<string, string> undisturbed;
        await using (RunningServer server = await StartAsync())
        {
            Assert.Equal(57_673, Figure((await RunAsync(server, replay)).Output, "applied"));
            undisturbed = await QuotesAsync(server);
        }

        // Longer than a busy machine lets one line lag behind the other.
        await using RunningServer disturbed = await StartAsync(("Ingest:LineWait", "00:00:05"));
        string[] faults = ["--drop", "1%", "--duplicate", "0.03", "--reorder", "8", "--seed"];
        Task<(int Code, string Output, string Error)> a = RunAsync(disturbed, [.. replay, .. faults, "4", "--line", "A"]);
        (int Code, string Output, string Error) b = await RunAsync(disturbed, [.. replay, .. faults, "13", "--line", "B"]);
        string[] outputs = [(await a).Output, b.Output];

        Assert.Equal((ExitCode.Success, ExitCode.Success), ((await a).Code, b.Code));
        Assert.Equal(57_673, outputs.Sum(o => Figure(o, "applied")));
        Assert.All(outputs, output =>
        {
            Assert.DoesNotContain("gaps", output);
            Assert.True(Figure(output, "packets dropped") > 10 && Figure(output, "packets duplicated") > 30, output);
            Assert.True(Figure(output, "packets reordered") > 100, output);
        });
        Assert.Equal(undisturbed.OrderBy(q => q.Key, StringComparer.Ordinal), (await QuotesAsync(disturbed)).OrderBy(q => q.Key, StringComparer.Ordinal));
    }

    [FactNeeds(Need.MarketData)]
    public async Task What_both_lines_lose_is_a_gap()
    {
        string[] replay = ["replay", MarketDataFolder.File("iex", Recording), "--speed", "max", "--drop", "1%", "--seed", "7"];
        await using RunningServer server = await StartAsync();

        Task<(int Code, string Output, string Error)> a = RunAsync(server, [.. replay, "--line", "A"]);
        string b = (await RunAsync(server, [.. replay, "--line", "B"])).Output;

        string[] outputs = [(await a).Output, b];
        long dropped = Ticks(b, "packets dropped");
        Assert.Equal((dropped, 57_673 - dropped), (Ticks(outputs[0], "packets dropped"), outputs.Sum(o => Figure(o, "applied"))));

        // Each gap is told to the line that showed it first.
        Assert.Equal(dropped, outputs.Sum(o => Figure(o, "numbers missing there")));
    }

    [Fact]
    public async Task From_a_time_on_quotes_and_trades_are_sent_and_before_it_only_what_is_in_force()
    {
        string file = Write(
            (0, TopsWriter.Directory("AAPL", 100, 1_500_000)),
            (0, TopsWriter.Status("MSFT", 'H', "T1")),
            (10, TopsWriter.Quote("AAPL", 100, 10_000, 20_000, 100)),
            (20, TopsWriter.Trade("AAPL", 100, 15_000, 1)),
            (30, TopsWriter.Trade("AAPL", 200, 16_000, 2)),
            (40, TopsWriter.Trade("AAPL", 400, 17_000, 3)));
        await using RunningServer server = await StartAsync();

        // The recording begins at 10:32:18.4 in New York.
        (int code, string output, string error) = await RunAsync(server, "replay", file, "--speed", "max", "--from", "10:32:45", "--to", "2017-07-10T14:32:50Z");

        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Equal((3, 2), (Figure(output, "applied"), Figure(output, "ticks before --from")));
        Assert.DoesNotContain("gap", output);
        JsonElement apple = JsonDocument.Parse((await QuotesAsync(server))["AAPL"]).RootElement;
        Assert.Equal((1.6m, 200, 150m), (apple.GetProperty("last").GetDecimal(), apple.GetProperty("volume").GetInt32(), apple.GetProperty("previousClose").GetDecimal()));
        Assert.False(apple.TryGetProperty("bid", out _));
        Assert.Contains("\"state\":\"halted\"", (await QuotesAsync(server))["MSFT"]);
    }

    [Fact]
    public async Task Only_the_symbols_that_were_asked_for_are_sent()
    {
        string file = Write(
            (0, TopsWriter.Trade("AAPL", 100, 15_000, 1)), (0, TopsWriter.Trade("MSFT", 100, 15_000, 2)), (0, TopsWriter.Trade("AAPL", 100, 15_000, 3)));
        await using RunningServer server = await StartAsync();

        (int code, string output, _) = await RunAsync(server, "replay", file, "--speed", "max", "--symbols", "AAPL,IBM");

        Assert.Equal((ExitCode.Success, 2, 1), (code, Figure(output, "applied"), Figure(output, "ticks not selected")));
        Assert.Equal(["AAPL"], (await QuotesAsync(server)).Keys);
    }

    [Theory]
    [InlineData("--symbols IBM")]
    [InlineData("--from 11:00")]
    [InlineData("--to 2017-07-10T00:00:00Z")]
    [InlineData("--from 2018-01-01T00:00:00+01:00")]
    public async Task A_selection_that_leaves_nothing_is_an_error(string selection)
    {
        string file = Write((0, TopsWriter.Trade("AAPL", 100, 15_000, 1)));
        await using RunningServer server = await StartAsync();

        (int code, _, string error) = await RunAsync(server, ["replay", file, "--speed", "max", .. selection.Split(' ')]);

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("None of its ticks is of the symbols and times that were asked for", error);
    }

    [Fact]
    public async Task Ticks_as_now_are_of_now_in_every_round()
    {
        string file = Write((0, TopsWriter.Trade("AAPL", 100, 15_000, 1)), (1, TopsWriter.Trade("AAPL", 100, 15_000, 2)));
        await using RunningServer server = await StartAsync();
        using var interruption = new Interruption();
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;

        Task<(int Code, string Output, string Error)> replay = RunAsync(server, interruption, "replay", file, "--speed", "20", "--as-now", "--loop");
        await Eventually.True(async () =>
            (await QuotesAsync(server)).TryGetValue("AAPL", out string? quote) && JsonDocument.Parse(quote).RootElement.GetProperty("volume").GetInt32() >= 500);
        interruption.Request();

        (int code, string output, string error) = await replay;
        JsonElement apple = JsonDocument.Parse((await QuotesAsync(server))["AAPL"]).RootElement;
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.True(Figure(output, "applied") >= 5, output);
        Assert.InRange(apple.GetProperty("time").GetInt64(), before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000);
        Assert.Contains("sent after it was due", output);
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("Logging:LogLevel:Default", "Error"), .. settings]);

    /// <summary>Of all symbols, as their JSON without what is the server's own.</summary>
    private static async Task<Dictionary<string, string>> QuotesAsync(RunningServer server)
    {
        JsonElement instruments = await server.Http.GetFromJsonAsync<JsonElement>("/v1/instruments?query=&limit=1000");
        string[] symbols = [.. instruments.GetProperty("instruments").EnumerateArray().Select(i => i.GetProperty("symbol").GetString()!)];
        var quotes = new Dictionary<string, string>();
        foreach (string[] some in symbols.Chunk(200))
        {
            string list = string.Join(',', some.Select(Uri.EscapeDataString));
            JsonElement answer = await server.Http.GetFromJsonAsync<JsonElement>($"/v1/quotes?symbols={list}");
            foreach (JsonElement quote in answer.GetProperty("quotes").EnumerateArray())
            {
                IEnumerable<string> ofTheTicks = quote.EnumerateObject().Where(p => !OfTheServer.Contains(p.Name)).Select(p => p.ToString());
                quotes.Add(quote.GetProperty("symbol").GetString()!, "{" + string.Join(',', ofTheTicks) + "}");
            }
        }

        return quotes;
    }

    /// <summary>The first number on the summary's line with this label.</summary>
    private static long Figure(string output, string label) => Numbers(output, label).FirstOrDefault();

    private static long Ticks(string output, string label) => Numbers(output, label).Last();

    private static IEnumerable<long> Numbers(string output, string label)
    {
        string line = output.Split('\n').FirstOrDefault(l => l.StartsWith(label + " ", StringComparison.Ordinal)) ?? label;
        return line[label.Length..].Split(' ', '(')
            .Where(word => long.TryParse(word, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _))
            .Select(word => long.Parse(word, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(RunningServer server, params string[] args)
    {
        using var interruption = new Interruption();
        return await RunAsync(server, interruption, args);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(RunningServer server, Interruption interruption, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await FeedsCommandLine.RunAsync([.. args, "--server", server.GrpcAddress.ToString()], output, error, interruption);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString());
    }

    /// <summary>A capture of messages, each in a segment of its own, so many seconds after the first.</summary>
    private string Write(params (long Seconds, byte[] Message)[] messages)
    {
        byte[][] segments = [.. messages.Select((m, i) => TopsWriter.Segment((ulong)i + 1, [m.Message], sendTime: TopsWriter.Time + (m.Seconds * Second)))];
        string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.pcap");
        File.WriteAllBytes(path, TopsWriter.Capture(segments));
        return path;
    }
}
