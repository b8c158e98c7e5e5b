using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>A full-depth feed goes through the feeds program and a server, and comes out of a stream as what a plain decoder makes of its orders.</summary>
public sealed class RecordedOrdersTests
{
    private const int Symbols = 8;

    [FactNeeds(Need.MarketData)]
    public async Task A_recorded_morning_of_one_stock_arrives_whole()
    {
        var recording = MarketDataFolder.File("itch", "aapl_20200130_locate13_10k.itch50");
        var plain = PlainItchDecoder.Read(recording);
        Assert.Equal((10_000, 1_089), (plain.Messages, plain.Symbols["AAPL"].Trades.Count));

        await AssertArrivesAsync(plain, async server => AssertWhole(await ReplayAsync(server, recording), 10_000));
    }

    [Fact]
    public async Task A_made_up_day_of_several_stocks_arrives_whole()
    {
        using var folder = new TemporaryFolder();
        var day = Path.Combine(folder.Path, "20260105.itch50");
        await MakeDayAsync(day);
        var plain = PlainItchDecoder.Read(day);
        Assert.True(plain.Symbols.Values.Sum(symbol => symbol.Broken.Count) > 0, "Some trade has to be broken.");

        await AssertArrivesAsync(plain, async server => AssertWhole(await ReplayAsync(server, day), 30_000));
    }

    [Fact]
    public async Task Two_lines_that_lost_other_packets_are_whole_together_before_the_books_see_them()
    {
        using var folder = new TemporaryFolder();
        var (day, a, b) = await MakeLinesAsync(folder.Path);

        await AssertArrivesAsync(PlainItchDecoder.Read(day), async server => AssertWhole(await ReplayAsync(server, a, b), 30_000));
    }

    [Fact]
    public async Task Two_lines_that_lost_other_packets_leave_no_gap_at_the_server()
    {
        using var folder = new TemporaryFolder();
        var (_, a, b) = await MakeLinesAsync(folder.Path);

        // However slow the machine is, what one line lost comes on the other.
        await using var server = await RunningServer.StartAsync(("Ingest:LineWait", "00:00:10"));
        await using var stream = await StreamTail.OpenAsync(server.HttpAddress, $"symbols={Names()}&maxRate=max&trades=*");
        await Eventually.True(() => stream.Has("ready"));
        using var ticksA = new DecodedTicks(new ItchFormat().Open([FeedFile.Open(a)], new FeedOpening()));
        using var ticksB = new DecodedTicks(new ItchFormat().Open([FeedFile.Open(b)], new FeedOpening()));
        await using var lineA = OpenLine(server, ticksA, "A");
        await using var lineB = OpenLine(server, ticksB, "B");
        await lineA.ConnectAsync();
        await lineB.ConnectAsync();

        await PublishInTurnsAsync((ticksA, lineA), (ticksB, lineB));
        var totals = await Task.WhenAll(lineA.CompleteAsync(), lineB.CompleteAsync());

        Faults.AssertNone(stream.Faults);
        Assert.All(totals, total => Assert.Equal((0, 0, 0), (total.Gaps, total.Missing, total.Rejected)));

        // A third of all packets came twice; the day's first message has no symbol, and so no tick.
        Assert.InRange(totals.Sum(total => total.Applied), 29_990, 30_010);
        Assert.InRange(totals.Sum(total => total.Duplicates), 5_000, 15_000);
    }

    private static async Task AssertArrivesAsync(PlainItchDecoder plain, Func<ServerProcess, Task> publishAsync)
    {
        await using var server = await ServerProcess.StartAsync();
        var names = string.Join(',', plain.Symbols.Keys);
        await using var stream = await StreamTail.OpenAsync(server.HttpAddress, $"symbols={names}&maxRate=max&trades=*");
        await Eventually.True(() => stream.Has("ready"));

        await publishAsync(server);

        using var http = new HttpClient { BaseAddress = server.HttpAddress };
        var answer = JsonElement.Parse(await http.GetByteArrayAsync($"/v1/quotes?symbols={names}"));
        var quotes = answer.GetProperty("quotes").EnumerateArray().ToDictionary(quote => quote.GetProperty("symbol").GetString()!);
        var tradeEvents = plain.Symbols.Values.Sum(symbol => symbol.Trades.Count + symbol.Broken.Count);
        await Eventually.True(() =>
            stream.Trades.Values.Sum(trades => trades.Count) >= tradeEvents
            && stream.Quotes.Count == quotes.Count
            && stream.Quotes.All(pair => RecordedFaults.Number(pair.Value, "seq") >= RecordedFaults.Number(quotes[pair.Key], "seq")));
        Assert.Equal(plain.Symbols.Count, quotes.Count);
        Faults.AssertNone(stream.Faults);
        Faults.AssertNone(plain.Symbols.SelectMany(pair => RecordedFaults.OfQuote(pair.Key, pair.Value, quotes[pair.Key])));
        Faults.AssertNone(plain.Symbols.SelectMany(pair => RecordedFaults.OfQuote(pair.Key, pair.Value, stream.Quotes[pair.Key])));
        Faults.AssertNone(plain.Symbols.SelectMany(pair => RecordedFaults.OfTrades(pair.Key, pair.Value, [.. stream.Trades[pair.Key]])));
    }

    private static FeedPublisher OpenLine(RunningServer server, DecodedTicks ticks, string line)
    {
        // Only looks ahead: the session's name is known with its first packet.
        ticks.Read(new TickBatch(), 1, untilVenueTimeNanos: 0);
        return new FeedPublisher(ticks.Terms.ApplyTo(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "itch", Line = line, SessionId = ticks.SessionName,
        }));
    }

    private static async Task PublishInTurnsAsync(params (DecodedTicks Ticks, FeedPublisher Publisher)[] lines)
    {
        const int TicksPerTurn = 50;
        var batch = new TickBatch();
        var ended = 0;
        while (ended < lines.Length)
        {
            ended = 0;
            foreach (var (ticks, publisher) in lines)
            {
                batch.Clear();
                ended += ticks.Read(batch, TicksPerTurn, ulong.MaxValue).End == TickReadingEnd.EndOfTicks ? 1 : 0;
                await publisher.PublishAsync(batch);
            }
        }
    }

    private static void AssertWhole(string[] summary, int messages)
    {
        Assert.Contains($"messages {messages:N0}", summary);
        Assert.DoesNotContain(summary, line => line.StartsWith("rejected", StringComparison.Ordinal));
        Assert.DoesNotContain(summary, line => line.StartsWith("gaps", StringComparison.Ordinal));
        Assert.DoesNotContain(summary, line => line.StartsWith("orders", StringComparison.Ordinal));
    }

    private static Task<string[]> ReplayAsync(ServerProcess server, params string[] arguments) =>
        RunAsync(["replay", .. arguments, "--speed", "max", "--server", server.GrpcAddress.ToString()]);

    private static Task<string[]> MakeDayAsync(string path, params string[] options) =>
        RunAsync(["itch-day", path, "--symbols", $"{Symbols}", "--messages", "30000", "--seed", "11", .. options]);

    /// <summary>A day as a file, and as two captures of it, each of which lost every third packet, but not the same.</summary>
    private static async Task<(string Day, string LineA, string LineB)> MakeLinesAsync(string folder)
    {
        var day = Path.Combine(folder, "20260105.itch50");
        var capture = Path.Combine(folder, "whole.pcap");
        await MakeDayAsync(day);
        await MakeDayAsync(capture, "--mold");
        return (day, Thin(capture, lost: 1), Thin(capture, lost: 2));
    }

    // A classic little-endian pcap: a header of 24 bytes, then records of 16 bytes and a packet.
    private static string Thin(string capture, int lost)
    {
        var file = File.ReadAllBytes(capture);
        var path = $"{capture}-{lost}.pcap";
        using var target = File.Create(path);
        target.Write(file.AsSpan(0, 24));
        for (int at = 24, packet = 0; at < file.Length; packet++)
        {
            var length = 16 + BitConverter.ToInt32(file, at + 8);
            if (packet % 3 != lost)
            {
                target.Write(file.AsSpan(at, length));
            }

            at += length;
        }

        return path;
    }

    private static async Task<string[]> RunAsync(string[] arguments)
    {
        await using var feeds = FeedsProgram.Start(arguments);
        Assert.True(await feeds.WaitForExitAsync() == 0, string.Join('\n', feeds.Errors));
        return [.. feeds.Output.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    private static string Names() => string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"S{i}"));
}
