using QuoteStream.Client.Streams;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Streams;

/// <summary>The client against the project's own server.</summary>
public class ServerStreamTests
{
    [Fact]
    public async Task A_symbol_that_nobody_publishes_is_told_and_the_stream_lives()
    {
        await using RunningServer server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:01"));
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = server.HttpAddress, SilenceMargin = Eventually.DefaultTimeout });
        await using var events = new EventQueue(client.SubscribeAsync(new QuoteSubscription
        {
            Symbols = ["AAPL", "BRK.A", "BTC-USD"],
            MaxRate = double.PositiveInfinity,
            MaxRates = new Dictionary<string, double> { ["AAPL"] = 0.5 },
            Trades = ["AAPL"],
        }));
        Assert.True((await events.NextAsync<ConnectionEvent>()).IsConnected);
        HelloEvent hello = await events.NextAsync<HelloEvent>();
        Assert.NotEmpty(hello.StreamId);
        Assert.Equal((false, ResumeKind.None, 1d), (hello.Simulated, hello.Resume, hello.HeartbeatSeconds));
        Assert.Equal(
            [
                new SymbolSubscription { Symbol = "AAPL", MaxRate = 0.5, Trades = true, State = SubscriptionState.Unknown },
                new SymbolSubscription { Symbol = "BRK.A", MaxRate = 100, State = SubscriptionState.Unknown },
                new SymbolSubscription { Symbol = "BTC-USD", MaxRate = 100, State = SubscriptionState.Unknown },
            ],
            hello.Subscriptions);
        Assert.Equal(0, (await events.NextAsync<ReadyEvent>()).Symbols);
        HeartbeatEvent heartbeat = await events.NextAsync<HeartbeatEvent>();
        Assert.InRange(heartbeat.ServerTime, hello.ServerTime, hello.ServerTime + TimeSpan.FromMinutes(5));
        Assert.Empty((await client.GetQuotesAsync(["AAPL"])).Quotes);
        Assert.Empty(await client.GetInstrumentsAsync());
        Assert.Empty(await client.GetBarsAsync("AAPL", BarInterval.OneMinute));
        Assert.Empty(await client.GetTradesAsync("AAPL"));
    }

    [Fact]
    public async Task A_subscription_that_the_server_refuses_ends_with_its_reason()
    {
        await using RunningServer server = await RunningServer.StartAsync(("Streaming:MaxSymbolsPerStream", "1"));
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = server.HttpAddress });
        await using var events = new EventQueue(client.SubscribeAsync(new QuoteSubscription { Symbols = ["AAPL", "MSFT"] }));
        QuoteStreamException exception = await Assert.ThrowsAsync<QuoteStreamException>(() => events.NextAsync<ConnectionEvent>());
        Assert.Equal(400, exception.Problem.Status);
        Assert.Contains("symbols", exception.Problem.Detail);
        exception = await Assert.ThrowsAsync<QuoteStreamException>(() => client.GetInstrumentsAsync("", limit: 1_000_000));
        Assert.Contains("limit", exception.Problem.Detail);
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye_and_when_to_come_back()
    {
        await using RunningServer server = await RunningServer.StartAsync(("Streaming:DrainPeriod", "00:00:00.2"));
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = server.HttpAddress });
        await using var events = new EventQueue(client.SubscribeAsync(new QuoteSubscription { Symbols = ["AAPL"] }));
        await events.NextAsync<ConnectionEvent>();
        await events.NextAsync<HelloEvent>();
        await events.NextAsync<ReadyEvent>();
        Task stopping = server.StopAsync();
        GoodbyeEvent goodbye = await events.NextAsync<GoodbyeEvent>();
        Assert.Equal((GoodbyeReason.Shutdown, true), (goodbye.Reason, goodbye.Reconnect));
        ConnectionEvent lost = await events.NextAsync<ConnectionEvent>();
        Assert.Equal(TimeSpan.FromMilliseconds(goodbye.RetryMs!.Value), lost.RetryAfter);
        await stopping;
    }
}
