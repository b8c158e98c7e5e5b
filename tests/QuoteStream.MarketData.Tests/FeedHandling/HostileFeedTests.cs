using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>Feeds that come, go and number as they should not, and a machine that is slow in between.</summary>
public sealed class HostileFeedTests
{
    private readonly TestMarket _market = new();

    private ProviderFeed Provider => _market.Handler.Providers[0];

    [Fact]
    public void Every_hole_is_given_up_though_the_timer_is_set_when_its_time_has_passed()
    {
        for (var microseconds = 0; microseconds < 8_000; microseconds += 100)
        {
            var market = new TestMarket();
            using var line = market.Open();
            TestMarket.Apply(line, market.Quote("AAPL", 1, 1, 2, 1), 1);
            TestMarket.Apply(line, market.Quote("AAPL", 1, 1, 3, 1), 10);
            market.Clock.Advance(TimeSpan.FromMicroseconds(microseconds));
            TestMarket.Apply(line, market.Quote("AAPL", 1, 1, 4, 1), 20);
            market.Clock.Drift = TimeSpan.FromMilliseconds(1.5);
            market.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(20UL, line.TakeReport().AcceptedThrough);
        }
    }

    [Fact]
    public void Line_of_a_session_that_is_over_keeps_no_feed_up()
    {
        using var old = _market.Open("test", "A", "1");
        TestMarket.Apply(old, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        var current = _market.Open("test", "B", "2");
        TestMarket.Apply(current, _market.Quote("AAPL", 3, 1, 4, 1), 1);
        Assert.Equal([("A", false), ("B", true)], Provider.GetLines().OrderBy(line => line.Line));
        current.Dispose();
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
        Assert.False(Provider.IsUp);
        Assert.Equal(TickOutcome.Duplicate, TestMarket.Apply(old, _market.Quote("AAPL", 5, 1, 6, 1), 2));
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
    }

    [Fact]
    public void Feed_whose_only_line_turns_out_to_be_of_a_session_that_is_over_goes_down()
    {
        using var current = _market.Open("test", "B", "1");
        var next = _market.Open("test", "B", "2");
        using var late = _market.Open("test", "A", "1");
        TestMarket.Apply(next, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        next.Dispose();
        Assert.False(_market.State("AAPL").IsStale);
        TestMarket.Apply(current, _market.Quote("AAPL", 5, 1, 6, 1), 1);
        TestMarket.Apply(late, _market.Quote("AAPL", 5, 1, 6, 1), 1);
        new FeedWatch(_market.Handler).Step();
        Assert.False(Provider.IsUp);
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
    }

    [Fact]
    public void Nothing_is_live_when_no_line_is_left_though_the_last_one_was_of_a_session_that_is_over()
    {
        var old = _market.Open("test", "A", "1");
        TestMarket.Apply(old, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        _market.Open("test", "B", "2").Dispose();
        Assert.True(_market.State("AAPL").IsStale);
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(old, _market.Quote("AAPL", 3, 1, 4, 1)));
        old.Dispose();
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
    }

    [Fact]
    public void Session_that_is_joined_in_its_middle_makes_stale_what_an_earlier_one_told()
    {
        using var old = _market.Open("test", "A", "1");
        TestMarket.Apply(old, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        TestMarket.Apply(old, _market.Quote("MSFT", 1, 1, 2, 1), 2);
        using var current = _market.Open("test", "B", "2");
        TestMarket.Apply(current, _market.Quote("AAPL", 3, 1, 4, 1), 500);
        _market.PassLineWait();
        Assert.False(_market.State("AAPL").IsStale);
        Assert.Equal(StaleReason.Gap, _market.State("MSFT").StaleReason);
        Assert.Empty(current.TakeReport().Gaps);
    }

    [Fact]
    public async Task What_a_new_line_brings_is_live_however_close_behind_the_old_ones_end_it_comes()
    {
        var market = new TestMarket(maxSymbols: 4_000);
        var line = market.Open();
        for (var i = 0; i < 3_000; i++)
        {
            TestMarket.Apply(line, market.Quote($"A{i}", 1, 1, 2, 1));
        }

        for (var round = 0; round < 300; round++)
        {
            TestMarket.Apply(line, market.Quote("ZZZ", 1, 1, 2, 1));
            using var start = new Barrier(2);
            var old = line;
            var closing = Task.Run(() =>
            {
                start.SignalAndWait();
                old.Dispose();
            });
            start.SignalAndWait();
            line = market.Open();
            TestMarket.Apply(line, market.Quote("ZZZ", 3, 1, 4, 1));
            await closing;
            Assert.False(market.State("ZZZ").IsStale);
        }

        line.Dispose();
        Assert.Equal(StaleReason.FeedDown, market.State("ZZZ").StaleReason);
    }
}
