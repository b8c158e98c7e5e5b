using QuoteStream.Client.Streams;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>
/// Clients of the live server whose connections are cut at any byte, and handed on in pieces, hold in the end what one holds that was never
/// disturbed.
/// </summary>
/// <remarks>Of a stream that goes on, only what is true of any part of it is asserted; the rest waits for the market's end.</remarks>
public sealed class RelayedStreamTests(PageBrowser browser, ITestOutputHelper output) : IClassFixture<PageBrowser>
{
    // Of each reader's streams; a browser takes 2 to 5 s to come back each time.
    private const int Cuts = 4;

    // Behind the response's head: a browser gives a stream up whose answer it has not understood.
    private const int LeastCut = 600;

    private readonly int _seed = Environment.TickCount;

    [FactNeeds(Need.Chromium, "node", NodeReader.Modules)]
    public async Task Readers_that_are_cut_hold_the_state_of_one_that_is_not()
    {
        output.WriteLine($"seed {_seed}");
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:01"));
        await using var market = new RelayedMarket(server, _seed);
        await market.OpenAsync();
        var beginning = (await Recording.ReadAsync(server.HttpAddress, RelayedMarket.Query, until: "ready")).Length;
        await using var forChromium = new CuttingRelay(server.HttpAddress, number => NextDelivery(1, number, beginning));
        await using var forNode = new CuttingRelay(server.HttpAddress, number => NextDelivery(2, number, beginning));
        await using var forFramework = new CuttingRelay(server.HttpAddress, number => NextDelivery(3, number, beginning));
        await using var forClient = new CuttingRelay(server.HttpAddress, number => NextDelivery(4, number, beginning));
        CuttingRelay[] relays = [forChromium, forNode, forFramework, forClient];
        await using var readers = await SseReaders.CreateAsync(browser, forChromium.Address);
        await using var straight = new FrameworkReader();
        await using var client = new ClientTail(
            new QuoteStreamClientOptions { Server = forClient.Address, BackoffInitial = TimeSpan.FromMilliseconds(100) },
            new QuoteSubscription { Symbols = [.. RelayedMarket.Symbols], Trades = [.. RelayedMarket.Symbols], MaxRate = 20 });
        await straight.OpenAsync(StreamAt(server.HttpAddress));
        foreach (var (reader, relay) in readers.All.Zip(relays))
        {
            await reader.OpenAsync(StreamAt(relay.Address));
        }

        // From its first id on a reader may miss nothing.
        await Eventually.True(() => client.Last<ReadyEvent>() is not null);
        await Task.WhenAll(readers.All.Append(straight).Select(reader => Eventually.True(
            async () => (await reader.EventsAsync()).Any(e => e.Name == "ready"), text: $"{reader.GetType().Name} is ready")));
        await market.RunUntilAsync(Eventually.True(() => relays.All(relay => relay.Streams.Count > Cuts), text: "every reader was cut often enough"));

        var expected = await market.StateAsync();
        var undisturbed = await AssertHoldsAsync(expected, straight.GetType().Name, straight.EventsAsync);
        foreach (var reader in readers.All)
        {
            var state = await AssertHoldsAsync(expected, reader.GetType().Name, reader.EventsAsync);
            Assert.All(RelayedMarket.Symbols, symbol => Assert.Equal(undisturbed.QuoteOf(symbol), state.QuoteOf(symbol)));
            Assert.All(RelayedMarket.Symbols, symbol => AssertSameTrades(undisturbed, state, symbol));
        }

        await AssertHoldsAsync(expected, nameof(QuoteStreamClient), () => Task.FromResult(AsParsed(client.Events)));
        string[] names = [.. readers.All.Select(reader => reader.GetType().Name), nameof(QuoteStreamClient)];
        Faults.AssertNone(relays.Zip(names).SelectMany(read => FaultsOf(read.First).Select(fault => $"{read.Second}: {fault}")));
    }

    private static Uri StreamAt(Uri origin) => new(origin, $"/v1/stream?{RelayedMarket.Query}");

    // The first is cut well behind its first id, and with a FIN, so that its reader has read that: from then on it has a place to come back to.
    private Delivery NextDelivery(int relay, int number, int beginning)
    {
        var random = new Random(HashCode.Combine(_seed, relay, number));
        return number >= Cuts ? Delivery.Whole : new Delivery
        {
            Random = random,
            PieceBytes = random.Next(1, 2_000),
            Pause = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(random.Next(1, 5)),
            CutAfter = number == 0 ? (2 * beginning) + random.Next(4_000) : LeastCut + random.Next(8_000),
            IsReset = number > 0 && random.Next(2) == 0,
        };
    }

    // It comes to hold the last quotes and trades; and of all trades between, each was told, or told to be missing.
    private static async Task<KeptState> AssertHoldsAsync(KeptState expected, string name, Func<Task<IReadOnlyList<ParsedEvent>>> events)
    {
        KeptState? state = null;
        await Eventually.True(
            async () =>
            {
                state = KeptState.Of(await events());
                return RelayedMarket.Symbols.All(symbol => state.SeqOf(symbol) >= expected.SeqOf(symbol)
                    && state.TradesOf(symbol).ContainsKey(expected.TradesOf(symbol).Keys.Max()));
            },
            text: $"{name} has the last quotes and trades");
        Faults.AssertNone(state!.Faults.Concat(RelayedMarket.Symbols.SelectMany(symbol => state.LostOf(expected, symbol))).Select(fault => $"{name}: {fault}"));
        Assert.All(RelayedMarket.Symbols, symbol => Assert.Equal(expected.SeqOf(symbol), state.SeqOf(symbol)));
        return state;
    }

    private static void AssertSameTrades(KeptState undisturbed, KeptState state, string symbol)
    {
        var told = undisturbed.TradesOf(symbol);
        Assert.All(state.TradesOf(symbol).Where(trade => told.ContainsKey(trade.Key)), trade => Assert.Equal(told[trade.Key], trade.Value));
    }

    // Byte by byte, each stream as far as it was handed on; and that each id with which a reader came back was one of ours, and taken.
    private static IEnumerable<string> FaultsOf(CuttingRelay relay)
    {
        var ids = new HashSet<string> { "" };
        foreach (var stream in relay.Streams)
        {
            var response = stream.Response();
            var parsed = StrictStream.Parse(response, stream.LastEventId);
            if (stream.IsCut && !response.IsHeadComplete)
            {
                yield return "a stream without a head";
            }

            foreach (var fault in parsed.Faults)
            {
                yield return fault;
            }

            if (!ids.Contains(stream.LastEventId))
            {
                yield return $"came back with {stream.LastEventId}, which nobody has told it";
            }

            var resume = stream.LastEventId.Length == 0 ? "none" : "delta";
            if (parsed.Events is [var hello, ..] && !hello.Data.Contains($"\"resume\":\"{resume}\"", StringComparison.Ordinal))
            {
                yield return $"came back with '{stream.LastEventId}', and was told {hello.Data}";
            }

            ids.UnionWith(parsed.Events.Select(e => e.LastEventId));
        }
    }

    // What the typed events say, in the interface's own words.
    private static IReadOnlyList<ParsedEvent> AsParsed(IEnumerable<StreamEvent> events) => [.. events.SelectMany(AsParsed)];

    private static IEnumerable<ParsedEvent> AsParsed(StreamEvent next) => next switch
    {
        HelloEvent => [new ParsedEvent("hello", "{}", "")],
        QuoteEvent quote => [new ParsedEvent("quote", $$"""{"symbol":"{{quote.Symbol}}","seq":{{quote.Seq}}}""", "")],
        TradeEvent trade => [new ParsedEvent("trade", $$"""{"symbol":"{{trade.Symbol}}","seq":{{trade.Seq}}}""", "")],
        GapEvent gap => [new ParsedEvent("gap", $$"""{"symbol":"{{gap.Symbol}}","firstMissed":{{gap.FirstMissed}},"lastMissed":{{gap.LastMissed}},"missed":{{gap.Missed}}}""", "")],
        _ => [],
    };
}
