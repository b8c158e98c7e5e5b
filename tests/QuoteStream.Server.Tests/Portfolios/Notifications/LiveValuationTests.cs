using QuoteStream.Portfolio.Booking;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

public sealed class LiveValuationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Valuation_follows_the_quotes_and_ends_with_the_newest()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 1_000, 1_002);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio, 1_000);
        await server.BuyAsync(portfolio, "A", 10, 10);
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        var first = await stream.NextAsync("portfolio");
        Assert.Equal(100.1m, first.GetProperty("totals").GetProperty("marketValue").GetDecimal());
        Assert.False(first.GetProperty("stale").GetBoolean());
        for (var i = 1; i <= 500; i++)
        {
            ticks.Quote("A", 1_000 + i, 1_002 + i);
        }

        var count = 0;
        decimal value;
        do
        {
            count++;
            value = (await stream.NextAsync("portfolio")).GetProperty("totals").GetProperty("marketValue").GetDecimal();
        }
        while (value != 150.1m);

        // As many as there were seconds, not as many as there were quotes.
        Assert.InRange(count, 1, 400);
    }

    [Fact]
    public async Task New_positions_symbol_is_watched_and_a_closed_ones_no_more()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 1_000, 1_000);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio, 1_000);
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await stream.NextAsync("portfolio");
        Assert.Equal(0, server.Inside.Waiters("A"));
        await server.BuyAsync(portfolio, "A", 1, 10);
        await server.BuyAsync(portfolio, "LATER", 1, 20);
        await UntilAsync(stream, "2 positions, stale");
        await Eventually.True(() => server.Inside.Waiters("A") == 1);
        ticks.Quote("LATER", 2_100, 2_100);
        await UntilAsync(stream, "2 positions, live");
        await Eventually.True(() => server.Inside.Waiters("LATER") == 1);
        await server.PostAsync(portfolio, new TransactionOrder { Type = TransactionType.Sell, Symbol = "A", Quantity = 1, Price = 10 });
        await UntilAsync(stream, "1 positions, live");
        ticks.Quote("A", 1_100, 1_100);
        await Eventually.True(() => server.Inside.Waiters("A") == 0);
    }

    [Fact]
    public async Task Position_without_a_live_price_makes_the_portfolio_stale()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var ticks = new TickSource(server.Server);
        ticks.Quote("A", 1_000, 1_000);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio, 1_000);
        await server.BuyAsync(portfolio, "A", 1, 10);
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await UntilAsync(stream, "1 positions, live");

        // Its feed ends.
        ticks.Dispose();

        await UntilAsync(stream, "1 positions, stale");
    }

    [Fact]
    public async Task Portfolio_that_does_not_move_is_told_once_and_costs_no_reading()
    {
        await using var server = await LedgerServer.StartAsync(_folder, ("Streaming:HeartbeatInterval", "00:00:00.1"));
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 1_000, 1_000);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio, 1_000);
        await server.BuyAsync(portfolio, "A", 1, 10);
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await stream.NextAsync("portfolio");
        for (var heartbeats = 0; heartbeats < 30; heartbeats++)
        {
            // The same price again: the quote moves, the valuation does not.
            ticks.Quote("A", 1_000, 1_000, bidSize: (ulong)heartbeats + 1);
            Assert.Equal("heartbeat", (await stream.NextAsync())!.Value.EventType);
        }

        Assert.Equal(1, server.Ledger.Reads);
    }

    private static async Task UntilAsync(EventReader stream, string expected)
    {
        string? seen = null;
        while (seen != expected)
        {
            var data = await stream.NextAsync("portfolio");
            seen = $"{data.GetProperty("positions").GetArrayLength()} positions, {(data.GetProperty("stale").GetBoolean() ? "stale" : "live")}";
        }
    }
}
