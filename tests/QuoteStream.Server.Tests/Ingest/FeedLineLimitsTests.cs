using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Tests.Ingest.Grpc;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest;

/// <summary>Feed lines that are too many, that vanish, that never read, or that meet the server's end.</summary>
public sealed class FeedLineLimitsTests
{
    [Fact]
    public async Task A_line_too_many_is_refused_and_finds_room_when_another_has_ended()
    {
        await using var server = await RunningServer.StartAsync(("Ingest:MaxLines", "1"));
        using var client = RawGrpcCall.CreateClient(server.GrpcAddress);
        await using var first = new RawGrpcCall(client, RawGrpcCall.PublishPath);
        await first.SendAsync(Requests.Start());
        await first.ReadAsync(PublishResponse.Parser);

        await using (var second = new RawGrpcCall(client, RawGrpcCall.PublishPath))
        {
            var status = await second.StatusAsync();
            Assert.Equal(8, status.Code);
            Assert.Contains("Ingest:MaxLines", status.Text, StringComparison.Ordinal);
        }

        first.Complete();
        Assert.Equal(0, (await first.StatusAsync()).Code);
        await using var third = new RawGrpcCall(client, RawGrpcCall.PublishPath);
        await third.SendAsync(Requests.Start());
        Assert.NotNull(await third.ReadAsync(PublishResponse.Parser));
    }

    [Fact]
    public async Task A_provider_that_resets_its_call_closes_its_line_only()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = RawGrpcCall.CreateClient(server.GrpcAddress);
        await using var staying = new RawGrpcCall(client, RawGrpcCall.PublishPath);
        await staying.SendAsync(Requests.Start("staying"));
        await staying.ReadAsync(PublishResponse.Parser);
        await using var leaving = new RawGrpcCall(client, RawGrpcCall.PublishPath);
        await leaving.SendAsync(Requests.Start("leaving"));
        await leaving.ReadAsync(PublishResponse.Parser);

        await leaving.ResetAsync();
        await Eventually.True(() => !Provider(server, "leaving").IsUp);
        Assert.True(Provider(server, "staying").IsUp);
    }

    [Fact]
    public async Task Shutdown_ends_a_line_with_unavailable_after_a_last_acknowledgement()
    {
        // The connection stays for as long as its client keeps it: HttpClient drops what it has not handed on when the connection goes first.
        await using var server = await RunningServer.StartAsync(("Streaming:DrainPeriod", "00:10:00"));
        server.Services.GetRequiredService<GrpcFarewell>().Period = Eventually.DefaultTimeout;
        using var client = RawGrpcCall.CreateClient(server.GrpcAddress);
        await using var call = new RawGrpcCall(client, RawGrpcCall.PublishPath);
        await call.SendAsync(Requests.Start("stopped"));
        await call.SendAsync(Requests.Quotes(11, firstSequence: 1));
        await Eventually.True(() => server.Services.GetRequiredService<FeedHandler>().Providers is [{ } one] && one.CountTicks().Applied == 11);
        var stopping = server.StopAsync();
        Assert.Equal(11ul, (await call.ReadAllAsync(PublishResponse.Parser))[^1].AcceptedThrough);
        var status = await call.StatusAsync();
        Assert.Equal(14, status.Code);
        Assert.Contains("shutting down", status.Text, StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);
        client.Dispose();
        await stopping;
    }

    [Fact]
    public async Task A_provider_that_reads_no_acknowledgement_has_all_its_ticks_applied()
    {
        // Each heartbeat asks for a response of a hundred rejections; together far more than the client's window takes.
        const int Rounds = 300;
        const int Rejected = 100;
        await using var server = await RunningServer.StartAsync();
        using var client = RawGrpcCall.CreateClient(server.GrpcAddress);
        await using var call = new RawGrpcCall(client, RawGrpcCall.PublishPath);
        await call.SendAsync(Requests.Start("deaf"));
        var refused = new PublishRequest();
        for (var i = 0; i < Rejected; i++)
        {
            refused.Ticks.Add(new Tick { Symbol = "AAPL", Time = Requests.NowNanos });
        }

        for (var round = 0; round < Rounds; round++)
        {
            await call.SendAsync(refused);
            await call.SendAsync(Requests.Quotes(10));
            await call.SendAsync(new PublishRequest());
        }

        await Eventually.True(() => Provider(server, "deaf").CountTicks() is { Applied: Rounds * 10, Rejected: Rounds * Rejected });
        call.Complete();
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        Assert.All(responses, response => Assert.True(response.Rejections.Count <= Rejected));
        Assert.Equal((ulong)Rounds * Rejected, responses[^1].Rejected);
        Assert.Equal(Rounds * 10ul, responses[^1].Applied);
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    private static ProviderFeed Provider(RunningServer server, string name) =>
        server.Services.GetRequiredService<FeedHandler>().Providers.Single(provider => provider.Name == name);
}
