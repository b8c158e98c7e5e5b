using System.Collections.Concurrent;
using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;
using QuoteStream.Server.Security;
using QuoteStream.Server.Tests.Ingest;
using QuoteStream.Server.Tests.Ingest.Grpc;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>Feed lines with tokens.</summary>
public sealed class IngestAccessTests
{
    private const int PermissionDenied = 7;
    private const int Unauthenticated = 16;

    [Fact]
    public async Task A_line_needs_a_token_with_the_scope()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"));
        using var client = RawGrpcCall.CreateClient(server.GrpcAddress);

        var none = await RefusedAsync(client, null);
        var bad = await RefusedAsync(client, "nonsense");
        var reader = await RefusedAsync(client, server.Token("alice", Scope.QuotesRead));

        Assert.Equal(Unauthenticated, none.Code);
        Assert.Contains("needs credentials", none.Text);
        Assert.Equal(Unauthenticated, bad.Code);
        Assert.Contains("not a signed JWT", bad.Text);
        Assert.Equal(PermissionDenied, reader.Code);
        Assert.Contains("feed:publish", reader.Text);
    }

    [Fact]
    public async Task A_line_ends_when_its_token_expires_and_says_so()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"));
        using var client = RawGrpcCall.CreateClient(server.GrpcAddress);
        await using var call = Open(client, server.Token("feed", Scope.FeedPublish, TimeSpan.FromSeconds(10)));
        await call.SendAsync(Requests.Start());
        Assert.NotNull(await call.ReadAsync(PublishResponse.Parser));

        var status = await call.StatusAsync();

        Assert.Equal(Unauthenticated, status.Code);
        Assert.Contains("has expired", Uri.UnescapeDataString(status.Text));
    }

    [Fact]
    public async Task A_publisher_with_fresh_tokens_outlives_each_of_them()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"));
        var given = new ConcurrentQueue<string>();
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress,
            Provider = "feed",
            Venue = "XNAS",
            BackoffInitial = TimeSpan.FromMilliseconds(10),
            BearerTokenSource = _ =>
            {
                given.Enqueue(server.Token("feed", Scope.FeedPublish, TimeSpan.FromSeconds(8)));
                return ValueTask.FromResult(given.Last());
            },
        });

        await Eventually.True(async () =>
        {
            var batch = new TickBatch();
            batch.AddQuote("AAPL"u8, (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000, 1, 1, 2, 1);
            await publisher.PublishAsync(batch);
            return given.Count >= 2;
        });
        var totals = await publisher.CompleteAsync();

        Assert.True(totals.Applied > 0);
    }

    [Fact]
    public async Task The_simulated_market_publishes_also_where_ingest_needs_a_token()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"), ("Demo:Enabled", "true"), ("Auth:AnonymousQuotes", "true"));

        await Eventually.True(async () => (await server.Http.GetStringAsync("/v1/quotes?symbols=AAPL")).Contains("\"bid\""));
    }

    private static RawGrpcCall Open(HttpClient client, string? token) => token is null
        ? new RawGrpcCall(client, RawGrpcCall.PublishPath)
        : new RawGrpcCall(client, RawGrpcCall.PublishPath, ("authorization", $"Bearer {token}"));

    private static async Task<(int Code, string Text)> RefusedAsync(HttpClient client, string? token)
    {
        await using var call = Open(client, token);
        var status = await call.StatusAsync();
        return (status.Code, Uri.UnescapeDataString(status.Text));
    }
}
