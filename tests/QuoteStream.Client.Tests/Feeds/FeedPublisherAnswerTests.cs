using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using QuoteStream.Client.Feeds;
using QuoteStream.Client.Tests.Servers;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Feeds;

/// <summary>What a publisher makes of answers that no gRPC server gives: proxies, broken and hostile peers.</summary>
public class FeedPublisherAnswerTests
{
    private readonly ConcurrentQueue<FeedPublisherState> _states = new();

    public static TheoryData<string, string> BrokenAnswers => new()
    {
        { "", "without a gRPC status" },
        { "00000000", "4 bytes into a message" },
        { "0000000005" + "0801", "7 bytes into a message" },
        { "0100000002" + "0801", "compressed" },
        { "00FFFFFFFF", "4294967295 bytes" },
        { "0000000002" + "08FF", "truncated" },
    };

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task A_broken_answer_ends_its_call_and_the_next_one_goes_on(string answer, string problem)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        await using FeedPublisher publisher = Publisher(server);
        await publisher.ConnectAsync();
        await (await server.NextAsync()).AnswerGrpcAsync(Convert.FromHexString(answer));
        ScriptedRequest second = await server.NextAsync();
        Assert.Contains(problem, publisher.LastProblem, StringComparison.OrdinalIgnoreCase);

        Task<FeedTotals> completing = publisher.CompleteAsync();
        await second.AnswerGrpcAsync(Frame(new PublishResponse { Applied = 3 }), "0");
        Assert.Equal(3, (await completing).Applied);
    }

    [Theory]
    [InlineData(401, GrpcStatus.Unauthenticated)]
    [InlineData(403, GrpcStatus.PermissionDenied)]
    [InlineData(404, GrpcStatus.Unimplemented)]
    [InlineData(415, GrpcStatus.Unknown)]
    public async Task A_proxys_refusal_is_final(int status, GrpcStatus expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        await using FeedPublisher publisher = Publisher(server);
        await publisher.ConnectAsync();
        await (await server.NextAsync()).AnswerAsync(status, "text/html", "<html>");
        FeedRejectedException exception = await Assert.ThrowsAsync<FeedRejectedException>(() => publisher.CompleteAsync());
        Assert.Equal(expected, exception.Status);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_proxy_without_a_server_is_tried_again(int status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        await using FeedPublisher publisher = Publisher(server);
        await publisher.ConnectAsync();
        await (await server.NextAsync()).AnswerAsync(status, "text/html", "<html>");
        await server.NextAsync();
        Assert.Contains(status == 429 ? "Unavailable" : status.ToString(), publisher.LastProblem);
    }

    [Fact]
    public async Task A_server_that_ends_the_call_in_peace_is_connected_to_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        await using FeedPublisher publisher = Publisher(server);
        await publisher.ConnectAsync();
        await (await server.NextAsync()).AnswerGrpcAsync(Frame(new PublishResponse()), "0");
        ScriptedRequest second = await server.NextAsync();
        await Eventually.True(() => publisher.Totals.Reconnects == 1);
        second.Cut();
        await server.NextAsync();
        Assert.Contains(FeedPublisherState.Disconnected, _states);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 2)]
    [InlineData(3, 0)]
    public async Task What_the_last_call_leaves_without_an_answer_is_in_doubt(ulong acceptedThrough, long inDoubt)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        await using FeedPublisher publisher = Publisher(server);
        var batch = new TickBatch();
        for (int i = 0; i < 3; i++)
        {
            batch.AddQuote("AAPL"u8, 1, 2, 3, 4, 5);
            batch.FirstSequence = (ulong)i + 1;
            await publisher.PublishAsync(batch);
            batch.Clear();
        }

        Task<FeedTotals> completing = publisher.CompleteAsync();
        await (await server.NextAsync()).AnswerGrpcAsync(Frame(new PublishResponse { AcceptedThrough = acceptedThrough }), "0");
        Assert.Equal(new FeedTotals { Sent = 3, AcceptedThrough = acceptedThrough, InDoubt = inDoubt }, await completing);
    }

    [Fact]
    public async Task A_status_that_no_one_knows_is_tried_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        await using FeedPublisher publisher = Publisher(server);
        await publisher.ConnectAsync();
        await (await server.NextAsync()).AnswerGrpcAsync([], "99");
        await server.NextAsync();
        Assert.StartsWith("Unknown:", publisher.LastProblem);
    }

    [Fact]
    public async Task Each_call_asks_for_a_token_of_its_own()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        int asked = 0;
        await using var publisher = new FeedPublisher(Options(server) with { BearerTokenSource = _ => ValueTask.FromResult($"token-{++asked}") });
        await publisher.ConnectAsync();
        ScriptedRequest first = await server.NextAsync();
        first.Cut();
        ScriptedRequest second = await server.NextAsync();
        Assert.Equal(("Bearer token-1", "Bearer token-2"), (first.Authorization, second.Authorization));
        Assert.Equal("/quotestream.ingest.v1.FeedIngest/Publish", first.Target);
    }

    [Fact]
    public async Task A_token_that_expires_is_replaced_where_there_is_a_source_of_fresh_ones()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http2);
        int asked = 0;
        await using var publisher = new FeedPublisher(Options(server) with
        {
            BearerTokenSource = _ => ++asked == 2 ? throw new HttpRequestException("away") : ValueTask.FromResult($"token-{asked}"),
        });
        await publisher.ConnectAsync();
        await (await server.NextAsync()).AnswerGrpcAsync(Frame(new PublishResponse()), "16");
        ScriptedRequest second = await server.NextAsync();
        Assert.Equal("Bearer token-3", second.Authorization);
        Assert.Equal("Unavailable: away", publisher.LastProblem);

        // A token that was never good is not replaced.
        await second.AnswerGrpcAsync([], "16");
        FeedRejectedException exception = await Assert.ThrowsAsync<FeedRejectedException>(() => publisher.CompleteAsync());
        Assert.Equal(GrpcStatus.Unauthenticated, exception.Status);
    }

    private static byte[] Frame(IMessage message) => GrpcFraming.Frame(message);

    private FeedPublisher Publisher(ScriptedServer server) => new(Options(server));

    private FeedPublisherOptions Options(ScriptedServer server) => new()
    {
        Server = server.Address,
        Provider = "test-feed",
        BackoffInitial = TimeSpan.FromMilliseconds(10),
        BackoffMax = TimeSpan.FromMilliseconds(200),
        StateChanged = _states.Enqueue,
    };
}
