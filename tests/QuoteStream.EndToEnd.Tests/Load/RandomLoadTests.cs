using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.EndToEnd.Tests.Load;

/// <summary>Several venues and many streams at once: whatever was merged on the way, everybody ends with the same truth.</summary>
public sealed class RandomLoadTests(ITestOutputHelper output)
{
    private const int SymbolCount = 60;
    private const int StreamCount = 32;
    private const int Batches = 300;
    private const int TicksPerBatch = 50;

    // Far more than the ticks of one batch take; the buffer would grow otherwise.
    private const int BatchBytes = 4096;

    private static readonly string[] Symbols = [.. Enumerable.Range(0, SymbolCount).Select(i => $"S{i:00}")];
    private static readonly string[] Rates = ["max", "50", "4", "0.2"];

    // Between two batches of a publisher, so that ticks and writes of streams interleave.
    private static readonly TimeSpan BatchInterval = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, SymbolModel> _models = Symbols.ToDictionary(symbol => symbol, _ => new SymbolModel());

    [Fact]
    public async Task Every_stream_ends_with_the_publishers_own_state_and_has_every_trade()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);

        // A hole waits as long as it takes: the other line does have the numbers.
        await using var server = await RunningServer.StartAsync(("Ingest:LineWait", "00:00:10"));
        await using var lineA = Publisher(server, "numbered", "A", "XNAS");
        await using var lineB = Publisher(server, "numbered", "B", "XNAS");
        await using var arca = Publisher(server, "arca", "", "ARCX");
        await using var bats = Publisher(server, "bats", "", "BATS");
        var early = await OpenStreamsAsync(server, StreamCount, random);
        StreamTail[] late = [];
        try
        {
            var publishing = Task.WhenAll(
                PublishLinesAsync(lineA, lineB, new Random(random.Next())),
                PublishAsync(arca, "ARCX", new Random(random.Next())),
                PublishAsync(bats, "BATS", new Random(random.Next())));
            late = await OpenStreamsAsync(server, StreamCount / 2, random);
            await publishing;

            var quotes = await ReadQuotesAsync(server);
            Assert.Equal(SymbolCount, quotes.Count);
            Faults.AssertNone(quotes.SelectMany(quote => _models[quote.Key].FaultsOf(quote.Value)));
            await Eventually.True(() => early.Concat(late).All(stream => IsCurrent(stream, quotes)));
            AssertStreams(early, late, quotes);
            await AssertLinesAsync(lineA, lineB);
            Assert.Equal(Batches * TicksPerBatch, (await arca.CompleteAsync()).Applied);
            Assert.Equal(Batches * TicksPerBatch, (await bats.CompleteAsync()).Applied);
        }
        finally
        {
            await Task.WhenAll(early.Concat(late).Select(stream => stream.DisposeAsync().AsTask()));
        }
    }

    private static FeedPublisher Publisher(RunningServer server, string provider, string line, string venue) => new(new FeedPublisherOptions
    {
        Server = server.GrpcAddress,
        Provider = provider,
        Line = line,
        SessionId = "today",
        Venue = venue,
        PriceExponent = -2,
    });

    private static async Task<StreamTail[]> OpenStreamsAsync(RunningServer server, int count, Random random)
    {
        var queries = Enumerable.Range(0, count).Select(i =>
        {
            // Each symbol is watched: by the first stream, which has them all.
            var some = i == 0 ? Symbols : random.GetItems(Symbols, random.Next(1, SymbolCount)).Distinct();
            return $"symbols={string.Join(',', some)}&maxRate={Rates[i % Rates.Length]}&trades=*";
        });
        var streams = await Task.WhenAll(queries.ToArray().Select(query => StreamTail.OpenAsync(server.HttpAddress, query)));
        await Eventually.True(() => streams.All(stream => stream.Has("ready")));
        return streams;
    }

    // Every batch is lost on one line or on neither, but never on both. The first is on both lines, and applied before the second is sent:
    // a session may be joined at any number, and what came before it was never asked for.
    private async Task PublishLinesAsync(FeedPublisher lineA, FeedPublisher lineB, Random random)
    {
        var venue = new RandomVenue("XNAS", Symbols, _models, random);
        List<TickBatch> onA = [];
        List<TickBatch> onB = [];
        for (var i = 0; i < Batches; i++)
        {
            var first = 1 + ((ulong)i * TicksPerBatch);
            TickBatch[] copies = [new(BatchBytes) { FirstSequence = first }, new(BatchBytes) { FirstSequence = first }];
            venue.Fill(TicksPerBatch, copies);
            var lostOn = i == 0 ? null : random.GetItems([onA, onB, null], 1)[0];
            onA.AddRange(lostOn == onA ? [] : [copies[0]]);
            onB.AddRange(lostOn == onB ? [] : [copies[1]]);
        }

        foreach (var (line, batches) in new[] { (lineA, onA), (lineB, onB) })
        {
            await line.PublishAsync(batches[0]);
            await line.HeartbeatAsync(TicksPerBatch + 1);
            await Eventually.True(() => line.Totals.AcceptedThrough == TicksPerBatch);
        }

        await PublishSideBySideAsync(onA, lineA, onB, lineB, random);
        foreach (var line in new[] { lineA, lineB })
        {
            await line.HeartbeatAsync((Batches * TicksPerBatch) + 1);
            await Eventually.True(() => line.Totals.AcceptedThrough == Batches * TicksPerBatch);
        }
    }

    // Neither line is ever far ahead: a hole waits for the other one for no longer than it is set to.
    private static async Task PublishSideBySideAsync(List<TickBatch> onA, FeedPublisher lineA, List<TickBatch> onB, FeedPublisher lineB, Random random)
    {
        using var pace = new PeriodicTimer(BatchInterval);
        var byNumber = onA.Skip(1).Select(batch => (Batch: batch, Line: lineA)).Concat(onB.Skip(1).Select(batch => (Batch: batch, Line: lineB)))
            .GroupBy(copy => copy.Batch.FirstSequence)
            .OrderBy(copies => copies.Key);
        foreach (var copies in byNumber)
        {
            await pace.WaitForNextTickAsync();
            foreach (var (batch, line) in copies.OrderBy(_ => random.Next()))
            {
                await line.PublishAsync(batch);
            }
        }
    }

    private async Task PublishAsync(FeedPublisher publisher, string mic, Random random)
    {
        var venue = new RandomVenue(mic, Symbols, _models, random);
        await PacedAsync(
            Enumerable.Range(0, Batches).Select(_ =>
            {
                var batch = new TickBatch(BatchBytes);
                venue.Fill(TicksPerBatch, batch);
                return batch;
            }),
            publisher);
        await Eventually.True(() => publisher.Totals.Applied == publisher.Totals.Sent);
    }

    private static async Task PacedAsync(IEnumerable<TickBatch> batches, FeedPublisher publisher)
    {
        using var pace = new PeriodicTimer(BatchInterval);
        foreach (var batch in batches)
        {
            await pace.WaitForNextTickAsync();
            await publisher.PublishAsync(batch);
        }
    }

    private static async Task<Dictionary<string, JsonElement>> ReadQuotesAsync(RunningServer server)
    {
        var answer = JsonElement.Parse(await server.Http.GetByteArrayAsync($"/v1/quotes?symbols={string.Join(',', Symbols)}"));
        return answer.GetProperty("quotes").EnumerateArray().ToDictionary(quote => quote.GetProperty("symbol").GetString()!);
    }

    private bool IsCurrent(StreamTail stream, Dictionary<string, JsonElement> quotes) => SymbolsOf(stream).All(symbol =>
        stream.Quotes.TryGetValue(symbol, out var quote)
        && SeqOf(quote) >= SeqOf(quotes[symbol])
        && stream.Trades.TryGetValue(symbol, out var trades)
        && SeqOf(trades.Last()) >= _models[symbol].Trades);

    private void AssertStreams(StreamTail[] early, StreamTail[] late, Dictionary<string, JsonElement> quotes)
    {
        Faults.AssertNone(early.Concat(late).SelectMany(stream => stream.Faults));
        Faults.AssertNone(
            from stream in early.Concat(late)
            from quote in stream.Quotes
            where WithoutSent(quote.Value) != WithoutSent(quotes[quote.Key])
            select $"{quote.Value.GetRawText()}, not {quotes[quote.Key].GetRawText()}");

        // A stream that was open before the first tick has every trade from the first on; one that came later, from where it began.
        Faults.AssertNone(
            from stream in early
            from trades in stream.Trades
            let expected = _models[trades.Key].Trades
            where SeqOf(trades.Value.First()) != 1 || trades.Value.Count != expected
            select $"{trades.Key}: {trades.Value.Count} trades from {SeqOf(trades.Value.First())} on, not {expected} from 1 on");
        Assert.Contains(early, stream => stream.Named("quote").Count() < stream.Quotes.Values.Sum(SeqOf) / 10);
    }

    // Together the lines applied each number once; what both delivered was a duplicate on one of them.
    private static async Task AssertLinesAsync(FeedPublisher lineA, FeedPublisher lineB)
    {
        var totals = await Task.WhenAll(lineA.CompleteAsync(), lineB.CompleteAsync());
        Assert.Equal(Batches * TicksPerBatch, totals.Sum(line => line.Applied));
        Assert.Equal(totals.Sum(line => line.Sent) - (Batches * TicksPerBatch), totals.Sum(line => line.Duplicates));
        Assert.All(totals, line => Assert.Equal((0, 0, 0), (line.Gaps, line.Rejected, line.InDoubt)));
        Assert.All(totals, line => Assert.InRange(line.Applied, 1, Batches * TicksPerBatch));
    }

    private static IEnumerable<string> SymbolsOf(StreamTail stream) => stream.Named("hello").Single()
        .GetProperty("subscriptions").EnumerateArray().Select(subscription => subscription.GetProperty("symbol").GetString()!);

    // When it was encoded differs between a stream and a snapshot; nothing else may.
    private static string WithoutSent(JsonElement quote)
    {
        var text = quote.GetRawText();
        return text[..text.IndexOf(",\"sent\"", StringComparison.Ordinal)];
    }

    private static long SeqOf(JsonElement data) => data.GetProperty("seq").GetInt64();
}
