using System.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Streams of a real server, byte for byte, with all that a provider may put into them to break them.</summary>
public sealed class RecordedStreams : IAsyncLifetime
{
    // Above the number of trades that the server holds for who comes back.
    private const int ManyTrades = 6_000;
    private const int BatchTrades = 500;

    // Whatever a symbol may be made of.
    private static readonly string[] Symbols = ["BRK.A", "X/Y#=%&", "a:b", "{[(~|)]}", "$!?@;_`", "W+", "^GSPC"];

    // Between two batches: several writes, and not one for each tick.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Every kind of event that a market makes, from the first byte to the server's own end.</summary>
    public ReadOnlyMemory<byte> Whole { get; private set; }

    /// <summary>Of a client that comes back too late: a gap, and more trades than one write carries. Not to its end.</summary>
    public ReadOnlyMemory<byte> Late { get; private set; }

    /// <summary>Of a client that comes when there is no place.</summary>
    public ReadOnlyMemory<byte> Refused { get; private set; }

    public async Task InitializeAsync()
    {
        await using var server = await RunningServer.StartAsync(
            ("Streaming:HeartbeatInterval", "00:00:00.4"), ("Streaming:MaxStreamAge", "00:00:03"), ("Streaming:MaxStreams", "1"));
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "odd-1.feed", Venue = "XNAS", PriceExponent = -4,
        });
        await publisher.PublishAsync(Ticks(0));
        await Eventually.True(() => publisher.Totals.Applied == publisher.Totals.Sent);
        var list = string.Join(',', Symbols.Select(Uri.EscapeDataString));
        var whole = Recording.ReadAsync(server.HttpAddress, $"symbols={list},NEW&trades={Uri.EscapeDataString(Symbols[0])}&maxRate=3");
        await MetricAsync(server, "quotestream_streams_opened_total", 1);
        for (var i = 1; !whole.IsCompleted; i++)
        {
            await publisher.PublishAsync(Ticks(i));
            await Task.Delay(Pause);
            if (i == 1)
            {
                Refused = await Recording.ReadAsync(server.HttpAddress, "symbols=A");
            }
        }

        Whole = await whole;
        await MetricAsync(server, "quotestream_streams", 0);
        var first = await Recording.ReadAsync(server.HttpAddress, "symbols=LATE&trades=*", until: "ready");
        var id = StrictStream.Parse(ChunkedResponse.Parse(first)).Events[^1].LastEventId;
        await PublishTradesAsync(publisher);
        await MetricAsync(server, "quotestream_streams", 0);
        Late = await Recording.ReadAsync(server.HttpAddress, "symbols=LATE&trades=*", $"Last-Event-ID: {id}\r\n", until: "heartbeat");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    // There is one place: who comes before it is taken, or before it is free, gets another stream than it is meant to.
    private static Task MetricAsync(RunningServer server, string name, double value) =>
        Eventually.True(async () => Metric(await server.Http.GetStringAsync("/metrics"), name) == value, text: $"{name} is {value}");

    internal static double Metric(string text, string name) => double.Parse(
        text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[name.Length..],
        System.Globalization.CultureInfo.InvariantCulture);

    private static TickBatch Ticks(int number)
    {
        var batch = new TickBatch();
        foreach (var symbol in Symbols.Append("LATE").Select(Encoding.UTF8.GetBytes))
        {
            batch.AddQuote(symbol, Nanos.Now, 100_0000 + number, 100, 100_0100 + number, 200);
        }

        // Quotes, backslashes, and what would be a field, a comment or a script elsewhere.
        var traded = Encoding.UTF8.GetBytes(Symbols[0]);
        batch.AddTrade(traded, Nanos.Now, 100_0050, 10, Encoding.ASCII.GetBytes($"\"\\data: {number}"), "@"u8);
        batch.AddTrade(traded, Nanos.Now, 100_0060, 20, Encoding.ASCII.GetBytes($"</script>{number}"), "@"u8);
        batch.AddCancel(traded, Nanos.Now, Encoding.ASCII.GetBytes($"\"\\data: {number}"));
        batch.AddStatus(traded, Nanos.Now, number % 2 == 0 ? TradingState.Halted : TradingState.Trading, ":\"\\"u8);
        if (number > 2)
        {
            batch.AddQuote("NEW"u8, Nanos.Now, 1_0000 + number, 1, 1_0100 + number, 1);
        }

        return batch;
    }

    private static async Task PublishTradesAsync(FeedPublisher publisher)
    {
        for (var i = 0; i < ManyTrades; i += BatchTrades)
        {
            var batch = new TickBatch();
            for (var j = 0; j < BatchTrades; j++)
            {
                batch.AddTrade("LATE"u8, Nanos.Now, 100_0000 + j, 1, Encoding.ASCII.GetBytes($"{i + j}"), "@"u8);
            }

            await publisher.PublishAsync(batch);
        }

        await Eventually.True(() => publisher.Totals.Applied + publisher.Totals.Rejected == publisher.Totals.Sent);
    }
}
