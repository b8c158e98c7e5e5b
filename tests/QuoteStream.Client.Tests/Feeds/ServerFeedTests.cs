using System.Collections.Concurrent;
using QuoteStream.Client.Feeds;
using QuoteStream.Client.Streams;
using QuoteStream.Client.Tests.Streams;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Feeds;

/// <summary>Feeds into the project's own server, and out of its streams.</summary>
public class ServerFeedTests
{
    private const ulong Time = 1_763_629_200_123_456_789;

    private readonly ConcurrentQueue<Rejection> _rejections = new();
    private readonly ConcurrentQueue<SequenceGap> _gaps = new();

    [Fact]
    public async Task What_is_published_comes_out_of_the_stream()
    {
        await using RunningServer server = await StartServerAsync();
        await using var publisher = new FeedPublisher(Options(server) with { Line = "A" });
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = server.HttpAddress });
        var batch = new TickBatch { FirstSequence = 1 };
        batch.AddReference("AAPL"u8, Time, new Reference { Name = "Apple Inc.", Currency = "USD", PreviousClose = 1_879_500, RoundLot = 40 });
        batch.AddQuote("AAPL"u8, Time, 1_891_200, 300, 1_891_400, 200);
        await publisher.PublishAsync(batch);
        await Eventually.True(() => publisher.Totals.AcceptedThrough == 2);

        await using var events = new EventQueue(client.SubscribeAsync(new QuoteSubscription { Symbols = ["AAPL"], Trades = ["*"], MaxRate = 100 }));
        await events.NextAsync<ConnectionEvent>();
        Assert.Equal(SubscriptionState.Live, (await events.NextAsync<HelloEvent>()).Subscriptions.Single().State);
        QuoteEvent snapshot = await events.NextAsync<QuoteEvent>();
        Assert.Equal((189.12m, 300m, 189.14m, 200m), (snapshot.Bid, snapshot.BidSize, snapshot.Ask, snapshot.AskSize));
        Assert.Equal(("XNAS", 187.95m, false), (snapshot.BidVenue, snapshot.PreviousClose, snapshot.Stale));
        Assert.Equal((long)(Time / 1000), snapshot.TimeMicros);
        Assert.Equal(1, (await events.NextAsync<ReadyEvent>()).Symbols);

        batch.Clear();
        batch.FirstSequence = 3;
        batch.AddTrade("AAPL"u8, Time + 1000, 1_891_300, 100, "t1"u8, "@"u8, "ARCX"u8);
        await publisher.PublishAsync(batch);
        var seen = new List<StreamEvent>();
        while (seen.OfType<TradeEvent>().Count() + seen.OfType<QuoteEvent>().Count() < 2)
        {
            seen.Add(await events.NextAsync());
        }

        TradeEvent trade = seen.OfType<TradeEvent>().Single();
        Assert.Equal((189.13m, 100m, "t1", "ARCX", true, 1L), (trade.Price, trade.Size, trade.TradeId, trade.Venue, trade.Regular, trade.Seq));
        QuoteEvent quote = seen.OfType<QuoteEvent>().Single();
        Assert.Equal((189.13m, 100m, 1.18m), (quote.Last, quote.Volume, quote.Change));
        Assert.Equal(189.13m, (await client.GetQuotesAsync(["AAPL"])).Quotes.Single().Last);
        Instrument instrument = Assert.Single(await client.GetInstrumentsAsync("aa"));
        Assert.Equal(("AAPL", "Apple Inc.", "USD", 40m), (instrument.Symbol, instrument.Name, instrument.Currency, instrument.RoundLot));

        FeedTotals totals = await publisher.CompleteAsync();
        Assert.Equal(new FeedTotals { Sent = 3, Applied = 3, AcceptedThrough = 3 }, totals);
    }

    [Fact]
    public async Task The_server_says_what_it_refused_what_it_had_seen_and_what_is_missing()
    {
        await using RunningServer server = await StartServerAsync();
        await using var publisher = new FeedPublisher(Options(server) with { HeartbeatInterval = TimeSpan.Zero });
        var batch = new TickBatch { FirstSequence = 1 };
        batch.AddQuote("AAPL"u8, Time, 1, 1, 2, 1);
        batch.AddQuote("AA\nPL"u8, Time, 1, 1, 2, 1);
        batch.AddTrade("AAPL"u8, Time, -5, 1, ""u8, ""u8);
        await publisher.PublishAsync(batch);
        await publisher.PublishAsync(batch);
        await publisher.HeartbeatAsync(11);
        await Eventually.True(() => publisher.Totals.Gaps == 1);
        FeedTotals totals = await publisher.CompleteAsync();

        Assert.Equal(
            new FeedTotals { Sent = 6, AcceptedThrough = 10, Applied = 1, Duplicates = 3, Rejected = 2, Gaps = 1, Missing = 7 },
            totals);
        Assert.Equal([(2ul, RejectReason.BadSymbol), (3ul, RejectReason.BadPrice)], _rejections.Select(r => (r.Sequence, r.Reason)));
        Assert.Equal([new SequenceGap { First = 4, Last = 10 }], _gaps);
    }

    [Fact]
    public async Task A_feed_outlives_its_server()
    {
        (string, string) samePort = ("Kestrel:Endpoints:Grpc:Url", LastingPort.TakeUrl());
        RunningServer first = await StartServerAsync(samePort);
        await using var publisher = new FeedPublisher(Options(first));
        var batch = new TickBatch { FirstSequence = 1 };
        batch.AddQuote("AAPL"u8, Time, 1, 1, 2, 1);
        await publisher.PublishAsync(batch);
        await Eventually.True(() => publisher.Totals.AcceptedThrough == 1);
        await first.DisposeAsync();
        await Eventually.True(() => publisher.State != FeedPublisherState.Open);

        batch.FirstSequence = 2;
        await using RunningServer second = await StartServerAsync(samePort);
        await publisher.PublishAsync(batch);
        FeedTotals totals = await publisher.CompleteAsync();

        // A server that is about to end still answers calls for a moment, with UNAVAILABLE: there may be several of them.
        Assert.True(totals.Reconnects >= 1);
        Assert.Equal(new FeedTotals { Sent = 2, Applied = 2, AcceptedThrough = 2, Reconnects = totals.Reconnects }, totals);
    }

    [Fact]
    public async Task Terms_that_the_server_does_not_accept_end_the_feed()
    {
        await using RunningServer server = await StartServerAsync();
        await using var publisher = new FeedPublisher(Options(server) with { Venue = "not a MIC" });
        await publisher.ConnectAsync();
        FeedRejectedException exception = await Assert.ThrowsAsync<FeedRejectedException>(() => publisher.CompleteAsync());
        Assert.Equal(GrpcStatus.InvalidArgument, exception.Status);
        Assert.Contains("venue", exception.Detail);
    }

    private static Task<RunningServer> StartServerAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("Streaming:DrainPeriod", "00:00:00.2"), .. settings]);

    private FeedPublisherOptions Options(RunningServer server) => new()
    {
        Server = server.GrpcAddress,
        Provider = "test-feed",
        Venue = "XNAS",
        PriceExponent = -4,
        BackoffInitial = TimeSpan.FromMilliseconds(10),
        BackoffMax = TimeSpan.FromMilliseconds(200),
        Rejected = _rejections.Enqueue,
        GapReported = _gaps.Enqueue,
    };
}
