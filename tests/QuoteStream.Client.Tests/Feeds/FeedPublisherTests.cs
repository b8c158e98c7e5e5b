using System.Collections.Concurrent;
using Google.Protobuf;
using QuoteStream.Client.Feeds;
using QuoteStream.Client.Tests.Servers;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Feeds;

public class FeedPublisherTests
{
    private readonly ConcurrentQueue<FeedPublisherState> _states = new();
    private readonly ConcurrentQueue<Rejection> _rejections = new();
    private readonly ConcurrentQueue<SequenceGap> _gaps = new();

    [FactNeeds(Need.PythonGrpc)]
    public async Task A_feed_arrives_whole_and_in_order_and_ends_with_the_servers_totals()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        FeedPublisherOptions options = Options(server.Address) with
        {
            Line = "A",
            SessionId = "20261120",
            Venue = "XNAS",
            PriceExponent = -4,
            Symbology = Symbology.NasdaqIntegrated,
            SaleConditions = SaleConditionScheme.Utp,
            BearerToken = "secret",
        };
        await using var publisher = new FeedPublisher(options);
        Assert.Equal(FeedPublisherState.Idle, publisher.State);
        var batch = new TickBatch();
        for (ulong first = 1; first < 10_000; first += 100)
        {
            await publisher.PublishAsync(Quotes(batch, first, 100));
        }

        FeedTotals totals = await publisher.CompleteAsync();

        await server.SettleAsync();
        PublishRequest start = server.Messages[0];
        Assert.Equal(
            new SessionStart
            {
                Provider = "test-feed",
                Line = "A",
                SessionId = "20261120",
                Venue = "XNAS",
                PriceExponent = -4,
                Symbology = Symbology.NasdaqIntegrated,
                SaleConditionScheme = SaleConditionScheme.Utp,
            },
            start.Start);
        Assert.Equal(100, server.Messages.Count(message => message.Ticks.Count == 100));
        Assert.Equal(Enumerable.Range(1, 10_000).Select(number => (ulong)number), server.Messages.SelectMany(NumbersOf));
        Assert.Equal("Bearer secret", server.MetadataOf(1)["authorization"]);
        Assert.Equal(new FeedTotals { Sent = 10_000, Applied = 10_000, AcceptedThrough = 10_000 }, totals);
        Assert.Equal([FeedPublisherState.Connecting, FeedPublisherState.Open, FeedPublisherState.Completed], _states);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await publisher.PublishAsync(batch));
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task Numbered_ticks_without_an_answer_are_sent_again_after_the_connection_broke()
    {
        PythonIngest first = await PythonIngest.StartAsync(LastingPort.Take());
        await using var publisher = new FeedPublisher(Options(first.Address));
        var batch = new TickBatch();
        await publisher.PublishAsync(Quotes(batch, 1, 10));
        await Eventually.True(() => publisher.Totals.AcceptedThrough == 10);
        await first.TellAsync("answers off");
        await publisher.PublishAsync(Quotes(batch, 11, 10));
        await publisher.PublishAsync(Quotes(batch, 21, 10));
        await Eventually.True(() => first.Messages.Count == 4);
        await first.KillAsync();
        await Eventually.True(() => publisher.State != FeedPublisherState.Open);

        await using PythonIngest second = await PythonIngest.StartAsync(first.Address.Port);
        await publisher.PublishAsync(Quotes(batch, 31, 10));
        FeedTotals totals = await publisher.CompleteAsync();

        await second.SettleAsync();
        Assert.Equal(first.Messages[0].Start, second.Messages[0].Start);
        Assert.Equal(Enumerable.Range(11, 30).Select(number => (ulong)number), second.Messages.SelectMany(NumbersOf));
        Assert.Equal(
            new FeedTotals { Sent = 40, Resent = 20, AcceptedThrough = 40, Applied = 40, Reconnects = 1 },
            totals);
        await first.DisposeAsync();
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task Ticks_without_numbers_are_not_sent_again_but_counted_as_in_doubt()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await using var publisher = new FeedPublisher(Options(server.Address));
        var batch = new TickBatch();
        await publisher.PublishAsync(Quotes(batch, 0, 10));
        await Eventually.True(() => publisher.Totals.Applied == 10);
        await server.TellAsync("answers off");
        await publisher.PublishAsync(Quotes(batch, 0, 7));
        await Eventually.True(() => server.Messages.Count == 3);
        await server.TellAsync("end UNAVAILABLE restarting");
        await Eventually.True(() => publisher.Totals.InDoubt == 7);
        await server.TellAsync("answers on");
        await publisher.PublishAsync(Quotes(batch, 0, 5));
        FeedTotals totals = await publisher.CompleteAsync();

        Assert.Equal(new FeedTotals { Sent = 22, Applied = 15, Reconnects = 1, InDoubt = 7 }, totals);
        Assert.Equal("Unavailable: restarting", publisher.LastProblem);
        await server.SettleAsync();
        Assert.Equal([5], server.MessagesOf(2).Skip(1).Select(message => message.Ticks.Count));
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task Numbered_ticks_beyond_the_retransmission_buffer_are_in_doubt()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await server.TellAsync("answers off");
        await using var publisher = new FeedPublisher(Options(server.Address) with { RetransmissionBytes = 1500 });
        var batch = new TickBatch();
        for (ulong first = 1; first <= 91; first += 10)
        {
            await publisher.PublishAsync(Quotes(batch, first, 10));
        }

        await Eventually.True(() => server.Messages.Count == 11);
        await server.TellAsync("end UNAVAILABLE restarting");
        FeedTotals totals = await publisher.CompleteAsync();

        await server.SettleAsync();
        Assert.Equal(100, totals.InDoubt + totals.Resent);
        Assert.InRange(totals.Resent, 20, 60);
        Assert.Equal(totals.Resent, server.MessagesOf(2).Sum(message => message.Ticks.Count));
        Assert.Equal(totals.Resent, totals.Duplicates);
        Assert.Equal(100u, server.MessagesOf(2).SelectMany(NumbersOf).Last());
    }

    [TheoryNeeds(Need.PythonGrpc)]
    [InlineData("INVALID_ARGUMENT", GrpcStatus.InvalidArgument)]
    [InlineData("UNAUTHENTICATED", GrpcStatus.Unauthenticated)]
    [InlineData("PERMISSION_DENIED", GrpcStatus.PermissionDenied)]
    public async Task A_refusal_is_final_and_carries_the_servers_text(string code, GrpcStatus status)
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await server.TellAsync($"refuse {code} line 'Ä' is not 100% right");
        await using var publisher = new FeedPublisher(Options(server.Address));
        var batch = new TickBatch();
        FeedRejectedException exception = await Assert.ThrowsAsync<FeedRejectedException>(async () =>
        {
            for (ulong first = 1; ; first++)
            {
                await publisher.PublishAsync(Quotes(batch, first, 1));
            }
        });

        Assert.Equal((status, "line 'Ä' is not 100% right"), (exception.Status, exception.Detail));
        await Eventually.True(() => _states.LastOrDefault() == FeedPublisherState.Failed);
        await Assert.ThrowsAsync<FeedRejectedException>(() => publisher.CompleteAsync());
        await server.SettleAsync();
        Assert.Equal(1, server.CallCount);
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task A_server_that_does_not_know_the_method_ends_the_feed()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await using var publisher = new FeedPublisher(Options(new Uri(server.Address, "/elsewhere")));

        // Whether the refusal meets the first batch or the end depends on which is quicker.
        FeedRejectedException exception = await Assert.ThrowsAsync<FeedRejectedException>(async () =>
        {
            await publisher.PublishAsync(Quotes(new TickBatch(), 1, 1));
            await publisher.CompleteAsync();
        });
        Assert.Equal(GrpcStatus.Unimplemented, exception.Status);
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task A_publisher_waits_for_a_server_that_starts_later()
    {
        var address = new Uri(LastingPort.TakeUrl());
        await using var publisher = new FeedPublisher(Options(address));
        ValueTask publishing = publisher.PublishAsync(Quotes(new TickBatch(), 1, 3));
        await Eventually.True(() => _states.Count(state => state == FeedPublisherState.Disconnected) >= 2);
        Assert.Contains("Connection refused", publisher.LastProblem);

        await using PythonIngest server = await PythonIngest.StartAsync(address.Port);
        await publishing;
        FeedTotals totals = await publisher.CompleteAsync();
        Assert.Equal(new FeedTotals { Sent = 3, Applied = 3, AcceptedThrough = 3 }, totals);
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task Rejections_and_gaps_are_told_and_counted()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await using var publisher = new FeedPublisher(Options(server.Address));
        await publisher.PublishAsync(Quotes(new TickBatch(), 1, 3));
        await Eventually.True(() => server.Messages.Count == 2);
        var answer = new PublishResponse
        {
            AcceptedThrough = 3,
            Applied = 2,
            Rejected = 1,
            Rejections = { new Rejection { Sequence = 2, Symbol = "AAPL", Reason = RejectReason.BadPrice, Detail = "negative" } },
            Gaps = { new SequenceGap { First = 4, Last = 9 }, new SequenceGap { First = 12, Last = 12 } },
        };
        await server.TellAsync($"reply {Convert.ToHexString(answer.ToByteArray())}");
        await Eventually.True(() => publisher.Totals.Gaps == 2);

        Assert.Equal(answer.Rejections, _rejections);
        Assert.Equal(answer.Gaps, _gaps);
        Assert.Equal((1, 7), (publisher.Totals.Rejected, publisher.Totals.Missing));
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task A_quiet_numbered_line_says_which_number_comes_next()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await using var publisher = new FeedPublisher(Options(server.Address) with { HeartbeatInterval = TimeSpan.FromMilliseconds(20) });
        await publisher.PublishAsync(Quotes(new TickBatch(), 1, 3));
        await Eventually.True(() => server.Messages.Any(message => message.NextSequence == 4));
        await publisher.HeartbeatAsync(10);
        await Eventually.True(() => server.Messages.Count(message => message.NextSequence == 10) >= 2);
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task A_server_that_does_not_read_holds_the_publisher_back_until_it_is_cancelled()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await server.TellAsync("reading off");
        await using var publisher = new FeedPublisher(Options(server.Address));
        TickBatch batch = Quotes(new TickBatch(), 1, 10_000);
        using var cancel = new CancellationTokenSource();
        Task publishing = Task.Run(async () =>
        {
            while (true)
            {
                await publisher.PublishAsync(batch, cancel.Token);
                batch.FirstSequence += 10_000;
            }
        });
        long sent = -1;
        await Eventually.True(async () =>
        {
            long before = sent;
            sent = publisher.Totals.Sent;
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            return sent > 0 && before == sent;
        });
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);

        await server.TellAsync("reading on");
        FeedTotals totals = await publisher.CompleteAsync();
        Assert.Equal((ulong)totals.Sent, totals.AcceptedThrough);
        Assert.Equal((0, 1), (totals.InDoubt, totals.Reconnects));
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task A_callback_that_throws_ends_the_publisher_with_its_exception()
    {
        await using PythonIngest server = await PythonIngest.StartAsync();
        await using var publisher = new FeedPublisher(Options(server.Address) with { GapReported = _ => throw new IOException("disk full") });
        await publisher.PublishAsync(Quotes(new TickBatch(), 1, 3));
        await Eventually.True(() => server.Messages.Count == 2);
        await server.TellAsync($"reply {Convert.ToHexString(new PublishResponse { Gaps = { new SequenceGap() } }.ToByteArray())}");
        await Eventually.True(() => publisher.State == FeedPublisherState.Failed);
        IOException exception = await Assert.ThrowsAsync<IOException>(() => publisher.ConnectAsync());
        Assert.Equal("disk full", exception.Message);
    }

    [Fact]
    public async Task A_publisher_that_never_published_completes_without_a_connection()
    {
        await using var publisher = new FeedPublisher(Options(new Uri("http://127.0.0.1:1")));
        Assert.Equal(new FeedTotals(), await publisher.CompleteAsync());
        Assert.Equal(FeedPublisherState.Completed, publisher.State);
    }

    [Fact]
    public async Task Disposing_ends_a_publisher_that_waits_for_its_server()
    {
        var publisher = new FeedPublisher(Options(new Uri("http://127.0.0.1:1")));
        ValueTask publishing = publisher.PublishAsync(Quotes(new TickBatch(), 1, 3));
        await Eventually.True(() => publisher.State == FeedPublisherState.Disconnected);
        await publisher.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await publishing);
        await publisher.DisposeAsync();
    }

    [Theory]
    [InlineData("Nasdaq", 0, "Provider")]
    [InlineData("", 0, "Provider")]
    [InlineData("nasdaq", -10, "PriceExponent")]
    [InlineData("nasdaq", 1, "PriceExponent")]
    public void Options_that_make_no_sense_are_named(string provider, int priceExponent, string option)
    {
        FeedPublisherOptions options = Options(new Uri("http://127.0.0.1:1")) with { Provider = provider, PriceExponent = priceExponent };
        Assert.Equal(option, Assert.Throws<ArgumentException>(() => new FeedPublisher(options)).ParamName);
    }

    private static TickBatch Quotes(TickBatch batch, ulong first, int count)
    {
        batch.Clear();
        batch.FirstSequence = first;
        for (int i = 0; i < count; i++)
        {
            batch.AddQuote("AAPL"u8, 1_763_629_200_123_456_789, 1_891_200 + i, 300, 1_891_400 + i, 200);
        }

        return batch;
    }

    private static IEnumerable<ulong> NumbersOf(PublishRequest message) => message.Ticks.Select((_, i) => message.FirstSequence + (ulong)i);

    private FeedPublisherOptions Options(Uri server) => new()
    {
        Server = server,
        Provider = "test-feed",
        BackoffInitial = TimeSpan.FromMilliseconds(10),
        BackoffMax = TimeSpan.FromMilliseconds(200),
        HeartbeatInterval = TimeSpan.Zero,
        Rejected = _rejections.Enqueue,
        GapReported = _gaps.Enqueue,
        StateChanged = _states.Enqueue,
    };
}
