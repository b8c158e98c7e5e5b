using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Client.Feeds;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>Streams through the proxies that users put in front, with their buffering as it is by default.</summary>
public sealed class ProxyTests : IDisposable
{
    // As by default, and more than any test takes.
    private const int LongIdleSeconds = 60;

    private readonly ServerCertificate _certificate = new();

    [TheoryNeeds(Need.Nginx, Need.HaProxy)]
    [InlineData(ProxyKind.PlainNginx)]
    [InlineData(ProxyKind.ReadmeNginx)]
    [InlineData(ProxyKind.PlainHaProxy)]
    [InlineData(ProxyKind.ReadmeHaProxy)]
    public async Task Every_event_comes_through_at_once_and_a_client_that_left_comes_back_for_what_it_missed(ProxyKind kind)
    {
        // Hours between heartbeats: nothing would push an event out of a buffer.
        await using var server = await RunningServer.StartAsync(
            ("Streaming:HeartbeatInterval", "01:00:00"), ("Streaming:DrainPeriod", "00:00:00"));
        await using var proxy = await ReverseProxy.StartAsync(kind, server.HttpAddress, _certificate, LongIdleSeconds);
        await using var publisher = Publish(server);
        await QuoteAsync(publisher, "AAPL", 100);
        await QuoteAsync(publisher, "MSFT", 100);

        string? lastId;
        await using (var stream = await StreamTail.OpenAsync(proxy.CreateClient(), "symbols=AAPL,MSFT&maxRate=max"))
        {
            await Eventually.True(() => stream.Has("ready"));
            for (var bid = 101; bid < 121; bid++)
            {
                await QuoteAsync(publisher, "AAPL", bid);
                await Eventually.True(() => BidOf(stream, "AAPL") == bid / 100m);
            }

            lastId = stream.LastEventId;
            Assert.Empty(stream.Faults);
        }

        Assert.NotNull(lastId);
        await QuoteAsync(publisher, "AAPL", 200);
        await using var again = await StreamTail.OpenAsync(proxy.CreateClient(), "symbols=AAPL,MSFT&maxRate=max", lastId);
        await Eventually.True(() => again.Has("ready"));
        Assert.Equal("delta", again.Named("hello").Single().GetProperty("resume").GetString());
        await Eventually.True(() => BidOf(again, "AAPL") == 2m);
    }

    [FactNeeds(Need.Nginx, Need.HaProxy)]
    public Task Heartbeats_keep_a_quiet_stream_alive_and_tell_the_server_that_its_client_left() =>
        Task.WhenAll(Enum.GetValues<ProxyKind>().Select(AssertQuietStreamLivesAsync));

    [TheoryNeeds(Need.Nginx, Need.HaProxy)]
    [InlineData(ProxyKind.ReadmeNginx)]
    [InlineData(ProxyKind.ReadmeHaProxy)]
    public async Task Without_heartbeats_the_proxy_would_cut_a_quiet_stream(ProxyKind kind)
    {
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "01:00:00"));
        await using var proxy = await ReverseProxy.StartAsync(kind, server.HttpAddress, _certificate, idleSeconds: 2);
        await using var stream = await StreamTail.OpenAsync(proxy.CreateClient(), "symbols=AAPL");

        // Cut off or ended as if it were complete: that is the proxy's choice.
        await stream.Ended.WaitAsync(Eventually.DefaultTimeout);
        Assert.False(stream.Has("goodbye"));
        await Eventually.True(() => StreamsOf(server).OpenNow == 0);
    }

    public void Dispose() => _certificate.Dispose();

    private async Task AssertQuietStreamLivesAsync(ProxyKind kind)
    {
        const double HeartbeatSeconds = 0.5;
        const int IdleSeconds = 8;
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.5"));
        await using var proxy = await ReverseProxy.StartAsync(kind, server.HttpAddress, _certificate, IdleSeconds);
        await using (var stream = await StreamTail.OpenAsync(proxy.CreateClient(), "symbols=AAPL"))
        {
            // Counted in heartbeats: for longer than the proxy's limit nothing else has passed.
            await Eventually.True(
                () => stream.Ended.IsCompleted || stream.Named("heartbeat").Count() > 2 + (IdleSeconds / HeartbeatSeconds), TimeSpan.FromMinutes(1));
            Assert.False(stream.Ended.IsCompleted, $"{kind} ended the stream.");
            Assert.Equal(1, StreamsOf(server).OpenNow);
        }

        await Eventually.True(() => StreamsOf(server).OpenNow == 0, text: $"the server knows that the client behind {kind} has left");
        Assert.Equal(1, StreamsOf(server).ClosedTotal(StreamEnd.Client));
    }

    private static StreamCounters StreamsOf(RunningServer server) => server.Services.GetRequiredService<QuoteStreamMetrics>().Streams;

    private static decimal? BidOf(StreamTail stream, string symbol) =>
        stream.Quotes.TryGetValue(symbol, out var quote) ? quote.GetProperty("bid").GetDecimal() : null;

    private static FeedPublisher Publish(RunningServer server) => new(new FeedPublisherOptions
    {
        Server = server.GrpcAddress, Provider = "edge", Venue = "XNAS", PriceExponent = -2,
    });

    private static async Task QuoteAsync(FeedPublisher publisher, string symbol, long bid)
    {
        var batch = new TickBatch();
        batch.AddQuote(System.Text.Encoding.ASCII.GetBytes(symbol), Nanos.Now, bid, 100, 10_000, 200);
        await publisher.PublishAsync(batch);
    }
}
