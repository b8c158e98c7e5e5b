using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class FeedWatchTests
{
    private readonly TestMarket _market = new(
        new FeedHandlingOptions { HeartbeatInterval = TimeSpan.FromSeconds(1), StaleAfter = TimeSpan.FromSeconds(30) },
        maxSymbols: 120_000);

    private readonly FeedWatch _watch;

    public FeedWatchTests() => _watch = new FeedWatch(_market.Handler);

    private ProviderFeed Provider => _market.Handler.Providers[0];

    [Fact]
    public void Line_is_silent_after_three_of_its_intervals_and_up_again_with_its_next_message()
    {
        using var line = _market.Open();
        Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        line.Heartbeat(0);
        Pass(2);
        line.Heartbeat(0);
        Pass(5.9);
        Assert.True(Provider.IsUp);
        Assert.False(_market.State("AAPL").IsStale);
        Pass(0.1);
        Assert.False(Provider.IsUp);
        Assert.Equal([("", false)], Provider.GetLines());
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);

        line.Heartbeat(0);
        Assert.True(Provider.IsUp);
        Assert.True(_market.State("AAPL").IsStale);
        Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        Assert.False(_market.State("AAPL").IsStale);
    }

    [Fact]
    public void Ticks_are_messages_too_and_an_interval_that_they_made_longer_is_none()
    {
        using var line = _market.Open();
        line.Heartbeat(0);
        Pass(1);
        line.Heartbeat(0);
        for (var i = 0; i < 40; i++)
        {
            Pass(2.9);
            Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
            Assert.True(Provider.IsUp);
        }

        line.Heartbeat(0);
        Pass(3);
        Assert.False(Provider.IsUp);
    }

    [Fact]
    public void First_interval_without_ticks_takes_the_place_of_one_that_ticks_made_longer()
    {
        using var line = _market.Open();
        line.Heartbeat(0);
        Pass(600);
        Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        line.Heartbeat(0);
        Assert.True(Provider.IsUp);
        Pass(1);
        line.Heartbeat(0);
        Pass(2.9);
        Assert.True(Provider.IsUp);
        Pass(0.1);
        Assert.False(Provider.IsUp);
    }

    [Fact]
    public void Two_heartbeats_that_arrive_together_do_not_make_the_interval_short()
    {
        using var line = _market.Open();
        line.Heartbeat(0);
        Pass(10);
        line.Heartbeat(0);
        line.Heartbeat(0);
        Pass(29);
        Assert.True(Provider.IsUp);
        Pass(1);
        Assert.False(Provider.IsUp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Line_that_has_not_sent_two_heartbeats_is_never_silent(int heartbeats)
    {
        using var line = _market.Open();
        Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        for (var i = 0; i < heartbeats; i++)
        {
            line.Heartbeat(0);
        }

        Pass(29);
        Assert.True(Provider.IsUp);
    }

    [Fact]
    public void Silence_is_not_looked_for_where_the_interval_is_zero()
    {
        var market = new TestMarket(new FeedHandlingOptions { HeartbeatInterval = TimeSpan.Zero });
        using var line = market.Open();
        line.Heartbeat(0);
        market.Clock.Advance(TimeSpan.FromSeconds(1));
        line.Heartbeat(0);
        market.Clock.Advance(TimeSpan.FromHours(1));
        new FeedWatch(market.Handler).Step();
        Assert.True(market.Handler.Providers[0].IsUp);
    }

    [Fact]
    public void Provider_is_down_only_when_both_lines_are_silent_or_closed()
    {
        using var a = _market.Open(line: "A");
        var b = _market.Open(line: "B");
        Apply(a, _market.Quote("AAPL", 1, 1, 2, 1));
        a.Heartbeat(0);
        Pass(1);
        a.Heartbeat(0);
        Pass(3);
        Assert.Equal([("A", false), ("B", true)], Provider.GetLines().OrderBy(line => line.Line));
        Assert.False(_market.State("AAPL").IsStale);
        b.Dispose();
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
        Assert.Equal(1, _market.Channel("AAPL").StatusChanges.Newest);
    }

    [Fact]
    public void Symbol_is_quiet_after_its_own_silence_unless_it_is_halted_paused_or_closed()
    {
        using var line = _market.Open();
        foreach (var symbol in (string[])["QUIET", "BUSY", "HALTED", "PAUSED", "CLOSED"])
        {
            Apply(line, _market.Quote(symbol, 1, 1, 2, 1));
        }

        Apply(line, _market.Status("HALTED", (int)TradingState.Halted));
        Apply(line, _market.Status("PAUSED", (int)TradingState.Paused));
        Apply(line, _market.Status("CLOSED", (int)TradingState.Closed));
        Pass(20);

        // Off the best bid and offer: not shown, and yet a tick.
        Apply(line, _market.Quote("BUSY", 0, 0, 0, 0, venue: "ARCX"));
        Assert.Equal(1, _market.State("BUSY").Sequence);
        Pass(11);
        Assert.Equal(StaleReason.Quiet, _market.State("QUIET").StaleReason);
        Assert.All((string[])["BUSY", "HALTED", "PAUSED", "CLOSED"], symbol => Assert.False(_market.State(symbol).IsStale));
        Pass(20);
        Assert.Equal(StaleReason.Quiet, _market.State("BUSY").StaleReason);
        Assert.Equal(1, _market.Channel("QUIET").StatusChanges.Newest);
        Apply(line, _market.Quote("QUIET", 1, 1, 2, 1));
        Assert.False(_market.State("QUIET").IsStale);

        // Trading again, the halted one is given its time from then on.
        Apply(line, _market.Status("HALTED", (int)TradingState.Trading));
        _watch.Step();
        Assert.False(_market.State("HALTED").IsStale);
    }

    [Fact]
    public void Quiet_symbol_of_a_feed_that_goes_down_is_down()
    {
        var line = _market.Open();
        Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        Pass(31);
        Assert.Equal(StaleReason.Quiet, _market.State("AAPL").StaleReason);
        Provider.MarkSymbolsStale(StaleReason.Gap);
        Assert.Equal(StaleReason.Gap, _market.State("AAPL").StaleReason);
        line.Dispose();
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
    }

    [Fact]
    public void Each_of_very_many_symbols_is_found_within_a_few_steps()
    {
        using var line = _market.Open();
        for (var i = 0; i < 110_000; i++)
        {
            Apply(line, _market.Quote($"S{i}", 1, 1, 2, 1));
        }

        Pass(31);
        _watch.Step();
        _watch.Step();
        foreach (var channel in _market.Symbols.Snapshot())
        {
            channel.Read(out var state);
            Assert.Equal(StaleReason.Quiet, state.StaleReason);
        }
    }

    [Fact]
    public void Day_of_a_symbol_that_does_not_tick_ends_with_its_providers_clock()
    {
        using var line = _market.Open();
        using var other = _market.Open(provider: "other");
        Apply(line, _market.Trade("AAPL", 100, 5));
        Apply(line, _market.Trade("MSFT", 200, 5));
        Apply(other, _market.Trade("TSLA", 300, 5));
        _watch.Step();
        Assert.Equal("5", FixedPointText(_market.State("AAPL").Volume));

        _market.Clock.Advance(TimeSpan.FromHours(24));
        _watch.Step();
        Assert.Equal("5", FixedPointText(_market.State("AAPL").Volume));
        Apply(line, _market.Trade("MSFT", 210, 7));
        _watch.Step();
        var state = _market.State("AAPL");
        Assert.Equal(("0", "1", false), (FixedPointText(state.Volume), state.PreviousClose.ToString(), state.High.HasValue));
        Assert.Equal("5", FixedPointText(_market.State("TSLA").Volume));
        var sequence = state.Sequence;
        _market.Clock.Advance(TimeSpan.FromHours(1));
        Apply(line, _market.Trade("MSFT", 210, 7));
        _watch.Step();
        Assert.Equal(sequence, _market.State("AAPL").Sequence);
    }

    [Fact]
    public void Stamp_ahead_of_our_clock_ends_no_other_symbols_day()
    {
        using var line = _market.Open();
        Apply(line, _market.Trade("AAPL", 100, 5));
        _market.Clock.Advance(new DateTime(2026, 7, 16, 3, 59, 30) - _market.Clock.GetUtcNow().UtcDateTime);
        Apply(line, _market.Quote("MSFT", 1, 1, 2, 1) with { VenueTimeNanos = _market.Now + 45_000_000_000 });
        _watch.Step();
        Assert.Equal("5", FixedPointText(_market.State("AAPL").Volume));
        _market.Clock.Advance(TimeSpan.FromSeconds(45));
        _watch.Step();
        Assert.Equal("0", FixedPointText(_market.State("AAPL").Volume));
    }

    private static void Apply(FeedLine line, in ProviderTick tick) => Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, tick));

    private static string FixedPointText(Int128 nanos) => (nanos / 1_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Pass(double seconds)
    {
        _market.Clock.Advance(TimeSpan.FromSeconds(seconds));
        _watch.Step();
    }
}
