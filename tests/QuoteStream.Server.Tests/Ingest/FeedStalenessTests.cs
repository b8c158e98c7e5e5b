using System.Text.Json;
using QuoteStream.Ingest.V1;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest;

/// <summary>Feeds that end, fall silent or go quiet, as a client sees them.</summary>
public sealed class FeedStalenessTests
{
    [Fact]
    public async Task Closing_the_last_line_makes_quotes_stale_until_the_provider_is_back_and_ticks()
    {
        await using var server = await RunningServer.StartAsync();
        await using var a = await FeedProvider.OpenAsync(server, "test", "A");
        await using var b = await FeedProvider.OpenAsync(server, "test", "B");
        await a.QuoteAsync("AAPL", 1_000_000);
        await KnowsAsync(server, "AAPL");
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=AAPL&maxRate=max");
        await stream.NextAsync("ready");

        await a.CloseAsync();
        Assert.False((await QuoteAsync(server, "AAPL")).GetProperty("stale").GetBoolean());
        await b.CloseAsync();
        AssertStale(await stream.NextAsync("status"), "feedDown");
        var quote = await QuoteAsync(server, "AAPL");
        Assert.Equal((true, 100m), (quote.GetProperty("stale").GetBoolean(), quote.GetProperty("bid").GetDecimal()));
        Assert.Contains("quotestream_symbols_stale 1", await server.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);

        await using var back = await FeedProvider.OpenAsync(server, "test", "A");
        await back.QuoteAsync("AAPL", 1_010_000);
        AssertLive(await stream.NextAsync("status"));
        Assert.False((await QuoteAsync(server, "AAPL")).GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task A_line_that_falls_silent_counts_as_closed_until_its_next_message()
    {
        await using var server = await RunningServer.StartAsync(
            ("Ingest:HeartbeatInterval", "00:00:00.1"), ("Streaming:HeartbeatInterval", "00:00:00.5"));
        await using var provider = await FeedProvider.OpenAsync(server, "fading");
        await provider.QuoteAsync("AAPL", 1_000_000);
        await KnowsAsync(server, "AAPL");
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=AAPL&maxRate=max");
        await stream.NextAsync("ready");

        await provider.HeartbeatAsync();
        await provider.HeartbeatAsync();
        AssertStale(await stream.NextAsync("status"), "feedDown");
        await Eventually.True(async () => (await stream.NextAsync("heartbeat")).GetProperty("feeds")[0].GetProperty("state").GetString() == "down");
        Assert.Contains(
            "quotestream_feed_up{line=\"\",provider=\"fading\"} 0", await server.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);

        await provider.QuoteAsync("AAPL", 1_010_000);
        AssertLive(await stream.NextAsync("status"));
        AssertStale(await stream.NextAsync("status"), "feedDown");
        Assert.Equal(2UL, (await provider.CloseAsync()).Applied);
    }

    [Fact]
    public async Task Quiet_symbols_of_an_open_feed_are_stale_but_not_halted_ones()
    {
        await using var server = await RunningServer.StartAsync(("Ingest:StaleAfter", "00:00:00.5"));
        await using var provider = await FeedProvider.OpenAsync(server, "test");
        await provider.StatusAsync("HELD", TradingState.Halted, "T1");
        await provider.QuoteAsync("HELD", 1_000_000);
        await provider.QuoteAsync("CALM", 1_000_000);
        await Eventually.True(async () => await TryQuoteAsync(server, "CALM") is { } quote && quote.GetProperty("stale").GetBoolean());
        Assert.Equal(100m, (await QuoteAsync(server, "CALM")).GetProperty("bid").GetDecimal());

        // Its last tick is the older one, and every round looks at it first.
        Assert.False((await QuoteAsync(server, "HELD")).GetProperty("stale").GetBoolean());

        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=CALM&maxRate=max");
        await stream.NextAsync("ready");
        await provider.QuoteAsync("CALM", 1_010_000);

        // A stream may begin with the change that was the newest when it came.
        await Eventually.True(async () => !(await stream.NextAsync("status")).GetProperty("stale").GetBoolean());
        AssertStale(await stream.NextAsync("status"), "quiet");
    }

    [Fact]
    public async Task A_symbol_of_two_providers_loses_the_dead_ones_venue_and_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        await using var dying = await FeedProvider.OpenAsync(server, "dying");
        await using var living = await FeedProvider.OpenAsync(server, "living");
        await dying.QuoteAsync("AAPL", 1_000_000);
        await living.QuoteAsync("AAPL", 990_000, "ARCX");
        await Eventually.True(async () => await TryQuoteAsync(server, "AAPL") is { } both
            && both.GetProperty("bid").GetDecimal() == 100m && both.GetProperty("askVenue").GetString() == "ARCX");
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=AAPL&maxRate=max");
        await stream.NextAsync("ready");

        await dying.CloseAsync();
        var status = await stream.NextAsync("status");
        AssertLive(status, "XNAS");
        var quote = await QuoteAsync(server, "AAPL");
        Assert.Equal((99m, "ARCX", false), (quote.GetProperty("bid").GetDecimal(), quote.GetProperty("bidVenue").GetString(), quote.GetProperty("stale").GetBoolean()));

        await living.CloseAsync();
        AssertStale(await stream.NextAsync("status"), "feedDown");
        await using var back = await FeedProvider.OpenAsync(server, "dying");
        await back.QuoteAsync("AAPL", 1_020_000);
        AssertLive(await stream.NextAsync("status"), "ARCX");
    }

    [Fact]
    public async Task The_second_provider_of_a_venue_takes_over_when_the_first_goes()
    {
        await using var server = await RunningServer.StartAsync(
            ("Ingest:Providers:0:Provider", "first"), ("Ingest:Providers:0:Priority", "10"), ("Ingest:Providers:1:Provider", "second"));
        await using var first = await FeedProvider.OpenAsync(server, "first");
        await first.QuoteAsync("AAPL", 1_000_000);
        await first.TradeAsync("AAPL", 1_000_000);
        await Eventually.True(async () => await TryQuoteAsync(server, "AAPL") is { } quote && quote.TryGetProperty("last", out _));
        await using var second = await FeedProvider.OpenAsync(server, "second");
        await second.QuoteAsync("AAPL", 900_000);
        await second.TradeAsync("AAPL", 950_000);
        await second.TradeAsync("MSFT", 950_000);
        await KnowsAsync(server, "MSFT");
        var before = await QuoteAsync(server, "AAPL");
        Assert.Equal((100m, 100m), (before.GetProperty("bid").GetDecimal(), before.GetProperty("last").GetDecimal()));

        await first.CloseAsync();
        await Eventually.True(async () => (await QuoteAsync(server, "AAPL")).GetProperty("bid").GetDecimal() == 90m);
        Assert.False((await QuoteAsync(server, "AAPL")).GetProperty("stale").GetBoolean());
        await second.TradeAsync("AAPL", 960_000);
        var totals = await second.CloseAsync();
        Assert.Equal((3UL, 1UL), (totals.Applied, totals.Duplicates));
        Assert.Equal(96m, (await QuoteAsync(server, "AAPL")).GetProperty("last").GetDecimal());
    }

    private static void AssertStale(JsonElement status, string reason)
    {
        Assert.True(status.GetProperty("stale").GetBoolean());
        Assert.Equal(reason, status.GetProperty("staleReason").GetString());
        Assert.False(status.TryGetProperty("staleVenues", out _));
    }

    private static void AssertLive(JsonElement status, params string[] leftOut)
    {
        Assert.False(status.GetProperty("stale").GetBoolean());
        Assert.False(status.TryGetProperty("staleReason", out _));
        Assert.Equal(leftOut, status.TryGetProperty("staleVenues", out var venues) ? venues.EnumerateArray().Select(venue => venue.GetString()!) : []);
    }

    private static Task KnowsAsync(RunningServer server, string symbol) => Eventually.True(async () => await TryQuoteAsync(server, symbol) is not null);

    private static async Task<JsonElement> QuoteAsync(RunningServer server, string symbol) => (await TryQuoteAsync(server, symbol))!.Value;

    private static async Task<JsonElement?> TryQuoteAsync(RunningServer server, string symbol)
    {
        using var answer = JsonDocument.Parse(await server.Http.GetStringAsync($"/v1/quotes?symbols={symbol}"));
        var quotes = answer.RootElement.GetProperty("quotes");
        return quotes.GetArrayLength() == 0 ? null : quotes[0].Clone();
    }
}
