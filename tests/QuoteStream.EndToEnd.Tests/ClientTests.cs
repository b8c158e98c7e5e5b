using System.Collections.Concurrent;
using QuoteStream.Client.Feeds;
using QuoteStream.Client.Streams;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>The project's own clients, on both sides of the real server.</summary>
public sealed class ClientTests
{
    private static readonly TimeSpan ShortBackoff = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task What_is_published_comes_out_as_typed_events()
    {
        await using var server = await RunningServer.StartAsync();
        await using var publisher = new FeedPublisher(PublisherOptions(server));
        await using var client = new ClientTail(ClientOptions(server), Subscription);
        await Eventually.True(() => client.Last<ReadyEvent>() is not null);

        var batch = new TickBatch { FirstSequence = 1 };
        batch.AddQuote("ACME"u8, Nanos.Now, 1000, 3, 1001, 4);
        batch.AddTrade("ACME"u8, Nanos.Now, 1001, 5, "t1"u8, default);
        batch.AddStatus("ACME"u8, Nanos.Now, TradingState.Halted, "T1"u8);
        batch.AddCancel("ACME"u8, Nanos.Now, "t1"u8);
        await publisher.PublishAsync(batch);

        await Eventually.True(() =>
            client.Last<QuoteEvent>()?.Seq == 4 && client.Events.OfType<TradeEvent>().Count() == 2 && client.Last<StatusEvent>() is not null);
        var quote = client.Last<QuoteEvent>()!;
        Assert.Equal((10.00m, 3m, 10.01m, 4m, "XNAS"), (quote.Bid, quote.BidSize, quote.Ask, quote.AskSize, quote.BidVenue));
        Assert.Equal(TradingStatus.Halted, quote.State);
        var trades = client.Events.OfType<TradeEvent>().ToArray();
        Assert.Equal((10.01m, 5m, "t1", true, 1), (trades[0].Price, trades[0].Size, trades[0].TradeId, trades[0].Regular, trades[0].Seq));
        Assert.Equal((TradeCorrectionKind.Cancel, 1, 2), (trades[1].Correction, trades[1].Corrects, trades[1].Seq));
        Assert.Equal((TradingStatus.Halted, "T1"), (client.Last<StatusEvent>()!.State, client.Last<StatusEvent>()!.Reason));
        var totals = await publisher.CompleteAsync();
        Assert.Equal((4, 4, 4UL), (totals.Sent, totals.Applied, totals.AcceptedThrough));
        await Eventually.True(() => client.Last<StatusEvent>()!.StaleReason == StaleReason.FeedDown);
    }

    [Fact]
    public async Task Rejections_and_gaps_are_reported_to_the_publisher()
    {
        await using var server = await RunningServer.StartAsync();
        var rejections = new ConcurrentQueue<Rejection>();
        var gaps = new ConcurrentQueue<SequenceGap>();
        await using var publisher = new FeedPublisher(PublisherOptions(server) with
        {
            Rejected = rejections.Enqueue,
            GapReported = gaps.Enqueue,
        });

        await PublishQuoteAsync(publisher, 1, 100);
        var wrong = new TickBatch { FirstSequence = 2 };
        wrong.AddTrade("ACME"u8, Nanos.Now, -5, 100, default, default);
        wrong.AddCancel("ACME"u8, Nanos.Now, "never"u8);
        await publisher.PublishAsync(wrong);
        await PublishQuoteAsync(publisher, 8, 101);
        await publisher.HeartbeatAsync(12);
        var totals = await publisher.CompleteAsync();

        Assert.Equal(
            [(2UL, "ACME", RejectReason.BadPrice), (3UL, "ACME", RejectReason.UnknownTrade)],
            rejections.Select(rejection => (rejection.Sequence, rejection.Symbol, rejection.Reason)));
        Assert.All(rejections, rejection => Assert.NotEmpty(rejection.Detail));
        Assert.Equal([(4UL, 7UL), (9UL, 11UL)], gaps.Select(gap => (gap.First, gap.Last)));
        Assert.Equal((4, 2, 2, 2, 7), (totals.Sent, totals.Applied, totals.Rejected, totals.Gaps, totals.Missing));
        Assert.Equal(11UL, totals.AcceptedThrough);
    }

    [Fact]
    public async Task Publisher_and_client_come_back_by_themselves_when_the_server_is_restarted()
    {
        (string, string)[] same = [("Kestrel:Endpoints:Http:Url", LastingPort.TakeUrl()), ("Kestrel:Endpoints:Grpc:Url", LastingPort.TakeUrl())];
        var stopped = await RunningServer.StartAsync([.. same, ("Streaming:DrainPeriod", "00:00:00")]);
        await using var first = stopped;
        await using var publisher = new FeedPublisher(PublisherOptions(stopped));
        await using var client = new ClientTail(ClientOptions(stopped), Subscription);
        await PublishQuoteAsync(publisher, 1, 100);
        await Eventually.True(() => client.Last<QuoteEvent>()?.Bid == 1.00m);

        await stopped.StopAsync();
        await Eventually.True(() => client.Last<ConnectionEvent>() is { IsConnected: false });
        Assert.Equal(GoodbyeReason.Shutdown, client.Last<GoodbyeEvent>()!.Reason);

        // Waits for the connection, as long as there is none.
        var published = PublishQuoteAsync(publisher, 2, 200);
        await using var restarted = await RunningServer.StartAsync(same);
        await published.WaitAsync(Eventually.DefaultTimeout);
        await Eventually.True(() => client.Last<QuoteEvent>()?.Bid == 2.00m);

        // The new server cannot know what the old one had sent: it says that it starts with snapshots.
        Assert.Equal(ResumeKind.Snapshot, client.Last<HelloEvent>()!.Resume);
        Assert.Equal(2, client.Events.OfType<ConnectionEvent>().Count(connection => connection.IsConnected));
        await PublishQuoteAsync(publisher, 3, 300);
        await Eventually.True(() => client.Last<QuoteEvent>()?.Bid == 3.00m);
        var totals = await publisher.CompleteAsync().WaitAsync(Eventually.DefaultTimeout);
        Assert.Equal((3, 3UL), (totals.Sent, totals.AcceptedThrough));
        Assert.Equal((0, 0, 0), (totals.Rejected, totals.Gaps, totals.InDoubt));
        Assert.True(totals.Reconnects >= 1);
    }

    private static QuoteSubscription Subscription => new() { Symbols = ["ACME"], MaxRate = double.PositiveInfinity, Trades = ["*"] };

    private static FeedPublisherOptions PublisherOptions(RunningServer server) => new()
    {
        Server = server.GrpcAddress,
        Provider = "typed",
        Venue = "XNAS",
        PriceExponent = -2,
        BackoffInitial = ShortBackoff,
        BackoffMax = ShortBackoff,
    };

    private static QuoteStreamClientOptions ClientOptions(RunningServer server) => new()
    {
        Server = server.HttpAddress,
        BackoffInitial = ShortBackoff,
        BackoffMax = ShortBackoff,
    };

    private static async Task PublishQuoteAsync(FeedPublisher publisher, ulong number, long bid)
    {
        var batch = new TickBatch { FirstSequence = number };
        batch.AddQuote("ACME"u8, Nanos.Now, bid, 1, bid + 1, 1);
        await publisher.PublishAsync(batch);
    }
}
