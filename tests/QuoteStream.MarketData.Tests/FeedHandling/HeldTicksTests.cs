using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>Ticks behind a hole: what fills it, what gives it up, and what is told of it.</summary>
public sealed class HeldTicksTests
{
    private static readonly TimeSpan HalfWait = new FeedHandlingOptions().LineWait / 2;

    private readonly TestMarket _market = new();
    private readonly FeedLine _a;
    private readonly FeedLine _b;

    public HeldTicksTests()
    {
        _a = _market.Open(line: "A");
        _b = _market.Open(line: "B");
    }

    [Fact]
    public void Late_packet_of_the_same_line_fills_its_hole()
    {
        Assert.Equal([TickOutcome.Applied], Trade(_a, 1));
        Assert.Equal([TickOutcome.Held, TickOutcome.Held], Trade(_a, 3, count: 2));
        Assert.Equal(1UL, _a.TakeReport().AcceptedThrough);
        Assert.Equal([TickOutcome.Applied], Trade(_a, 2));
        Assert.Equal("1 2 3 4", Tape());
        _market.PassLineWait();
        var report = _a.TakeReport();
        Assert.Equal((4UL, 4UL, 0), (report.AcceptedThrough, report.Applied, report.Gaps.Count));
    }

    [Fact]
    public void Copy_that_came_first_wins_though_it_was_held()
    {
        Trade(_a, 1);
        Trade(_a, 3, price: 3_000);
        Assert.Equal([TickOutcome.Duplicate], Trade(_b, 3, price: 9_000));
        Assert.Equal([TickOutcome.Applied, TickOutcome.Duplicate, TickOutcome.Applied], Trade(_b, 2, count: 3, price: 2));
        Assert.Equal("1 2 3000 4", Tape());
        Assert.Equal((2, 2), (_a.Counts.Applied, _b.Counts.Duplicates));
        Assert.Equal((4UL, 4UL), (_a.TakeReport().AcceptedThrough, _b.TakeReport().AcceptedThrough));
    }

    [Fact]
    public void Runs_of_both_lines_are_put_in_order()
    {
        Trade(_a, 1);
        Trade(_a, 8, count: 2);
        Trade(_b, 3, count: 3);
        Assert.Equal([TickOutcome.Duplicate, TickOutcome.Held, TickOutcome.Held, TickOutcome.Duplicate], Trade(_a, 5, count: 4));
        Assert.Equal("1", Tape());
        Trade(_b, 2);
        Assert.Equal("1 2 3 4 5 6 7 8 9", Tape());
        Assert.Equal(default, _market.HeldOf("test"));
    }

    [Fact]
    public void Hole_that_nobody_fills_is_told_once_to_the_line_behind_it()
    {
        Trade(_a, 1);
        Assert.Equal([TickOutcome.Held], Trade(_b, 5));
        Assert.Empty(_b.TakeReport().Gaps);
        _market.PassLineWait();
        Assert.Equal("1 5", Tape());
        Assert.Equal([new SequenceGap(2, 4)], _b.TakeReport().Gaps);
        Assert.Empty(_a.TakeReport().Gaps);
        Assert.Empty(_b.TakeReport().Gaps);
        Assert.Equal((1, 3), (_b.Counts.Gaps, _b.Counts.Missing));
        Assert.Equal(5UL, _a.TakeReport().AcceptedThrough);
        Assert.Equal([TickOutcome.Duplicate], Trade(_a, 3));
    }

    [Fact]
    public void Gap_makes_every_symbol_of_the_provider_stale_before_what_follows_proves_its_own_live()
    {
        using var other = _market.Open(provider: "other");
        TestMarket.Apply(_a, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        TestMarket.Apply(_a, _market.Quote("MSFT", 1, 1, 2, 1), 2);
        TestMarket.Apply(other, _market.Quote("TSLA", 1, 1, 2, 1));
        TestMarket.Apply(_a, _market.Quote("AAPL", 3, 1, 4, 1), 4);
        Assert.False(_market.State("MSFT").IsStale);
        _market.PassLineWait();
        Assert.Equal(StaleReason.None, _market.State("AAPL").StaleReason);
        Assert.Equal(StaleReason.Gap, _market.State("MSFT").StaleReason);
        Assert.Equal(StaleReason.None, _market.State("TSLA").StaleReason);
        Assert.Equal(2, _market.Channel("AAPL").StatusChanges.Newest);
        TestMarket.Apply(_b, _market.Quote("MSFT", 1, 1, 2, 1), 5);
        Assert.False(_market.State("MSFT").IsStale);
    }

    [Fact]
    public void Held_tick_makes_its_symbol_live_no_earlier_than_its_gap_made_it_stale()
    {
        TestMarket.Apply(_a, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        TestMarket.Apply(_a, _market.Quote("AAPL", 3, 1, 4, 1), 3);
        _market.PassLineWait();
        var changes = _market.Channel("AAPL").StatusChanges;
        Assert.True(changes.TryGet(1, out var stale));
        Assert.True(changes.TryGet(2, out var live));
        Assert.Equal((StaleReason.Gap, StaleReason.None), (stale.StaleReason, live.StaleReason));
        Assert.Equal(stale.TimeNanos, live.TimeNanos);
    }

    [Fact]
    public void Hole_waits_from_the_earliest_arrival_behind_it()
    {
        Trade(_a, 1);
        Trade(_b, 10);
        _market.Clock.Advance(HalfWait);
        Trade(_b, 5);
        Trade(_b, 20);
        _market.Clock.Advance(HalfWait);
        Assert.Equal("1 5 10", Tape());
        Assert.Equal([new SequenceGap(2, 4), new SequenceGap(6, 9)], _b.TakeReport().Gaps);
        _market.Clock.Advance(HalfWait);
        Assert.Equal("1 5 10 20", Tape());
    }

    [Fact]
    public void Session_is_joined_at_the_lowest_number_that_comes_in_time()
    {
        Assert.Equal([TickOutcome.Held], Trade(_a, 100));
        _market.Clock.Advance(HalfWait);
        Assert.Equal([TickOutcome.Held], Trade(_b, 98));
        Assert.Equal(0UL, _a.TakeReport().AcceptedThrough);
        _market.Clock.Advance(HalfWait);
        Assert.Equal("98 100", Tape());
        Assert.Equal([TickOutcome.Duplicate], Trade(_b, 97));
        Assert.Equal([new SequenceGap(99, 99)], [.. _a.TakeReport().Gaps, .. _b.TakeReport().Gaps]);
    }

    [Fact]
    public void Number_1_starts_a_session_at_once()
    {
        Trade(_a, 3);
        Assert.Equal([TickOutcome.Applied], Trade(_b, 1));
        Trade(_b, 2);
        Assert.Equal("1 2 3", Tape());
    }

    [Fact]
    public void Heartbeat_shows_a_hole_that_a_line_may_still_fill()
    {
        Trade(_a, 1);
        _a.Heartbeat(2);
        _a.Heartbeat(3);
        Trade(_b, 2);
        _market.PassLineWait();
        Assert.Empty(_a.TakeReport().Gaps);
        _a.Heartbeat(10);
        _a.Heartbeat(10);
        _a.Heartbeat(0);
        Assert.Equal(2UL, _a.TakeReport().AcceptedThrough);
        _market.PassLineWait();
        var report = _a.TakeReport();
        Assert.Equal([new SequenceGap(3, 9)], report.Gaps);
        Assert.Equal(9UL, report.AcceptedThrough);
        Assert.Equal(TickOutcome.Applied, Trade(_b, 10)[0]);
    }

    [Fact]
    public void Heartbeat_of_a_session_that_is_joined_says_where_it_begins()
    {
        _a.Heartbeat(100);
        Trade(_b, 102);
        _market.PassLineWait();
        Assert.Equal([TickOutcome.Duplicate], Trade(_a, 99));
        Assert.Equal([new SequenceGap(100, 101)], _b.TakeReport().Gaps);

        using var fresh = _market.Open(provider: "fresh");
        fresh.Heartbeat(1);
        Trade(fresh, 3);
        _market.PassLineWait();
        Assert.Equal([new SequenceGap(1, 2)], fresh.TakeReport().Gaps);
    }

    [Fact]
    public void Held_tick_keeps_its_receive_time_and_the_terms_of_its_line()
    {
        using var fine = _market.Open(TestMarket.Terms(line: "B") with { PriceExponent = -4 });
        var received = (long)_market.Now;
        TestMarket.Apply(fine, _market.Quote("AAPL", 1_234_567, 1, 1_234_569, 1), 2);
        _market.Clock.Advance(HalfWait);
        TestMarket.Apply(_a, _market.Quote("MSFT", 1, 1, 2, 1), 1);
        Assert.Equal("123.4567", _market.State("AAPL").Nbbo.Bid.ToString());
        Assert.Equal(received, _market.State("AAPL").ReceiveTimeNanos);
        Assert.Equal(_market.State("MSFT").Tide, _market.State("AAPL").Tide);
        Assert.Equal((1, 1), (_a.Counts.Applied, fine.Counts.Applied));
    }

    [Fact]
    public void Held_ticks_of_a_closed_line_are_applied_and_counted_for_the_provider()
    {
        Trade(_a, 1);
        Trade(_b, 3, count: 2);
        TestMarket.Apply(_b, _market.Quote("AAPL", -1, 1, 2, 1), 5);
        _b.Dispose();
        Assert.Equal(1, _market.Handler.Providers[0].CountTicks().Applied);
        _market.PassLineWait();
        var sum = _market.Handler.Providers[0].CountTicks();
        Assert.Equal((3, 1, 1, 1), (sum.Applied, sum.Rejected, sum.Gaps, sum.Missing));
        Assert.Equal([new SequenceGap(2, 2)], _a.TakeReport().Gaps);
        Assert.Equal("1 3 4", Tape());
    }

    [Fact]
    public void Last_line_that_closes_leaves_nothing_held_and_every_symbol_stale()
    {
        Trade(_a, 1);
        Trade(_b, 3);
        _a.Dispose();
        _b.Dispose();
        Assert.Equal("1 3", Tape());
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
        var sum = _market.Handler.Providers[0].CountTicks();
        Assert.Equal((2, 1), (sum.Applied, sum.Gaps));
        _market.PassLineWait();
        Assert.True(_market.State("AAPL").IsStale);
    }

    [Fact]
    public void New_session_begins_after_all_that_the_old_one_held()
    {
        Trade(_a, 1);
        Trade(_a, 3);
        using var next = _market.Open(line: "A", session: "2");
        Assert.Equal("1 3", Tape());
        Assert.Equal([TickOutcome.Duplicate, TickOutcome.Duplicate], Trade(_b, 4, count: 2));
        _b.Heartbeat(90);
        Trade(next, 1, price: 7);
        _market.PassLineWait();
        Assert.Equal("1 3 7", Tape());
        Assert.Equal((5UL, 1UL), (_b.TakeReport().AcceptedThrough, next.TakeReport().AcceptedThrough));
    }

    [Fact]
    public void Line_is_told_when_what_it_sent_is_settled()
    {
        var told = 0;
        _b.OnSettled(() => told++);
        Trade(_a, 1);
        Trade(_b, 3);
        var settled = _b.WhenSettledAsync();
        Assert.False(settled.IsCompleted);
        Assert.True(_a.WhenSettledAsync().IsCompleted);
        Trade(_a, 2);
        Assert.True(settled.IsCompletedSuccessfully && told > 0);

        told = 0;
        _b.Heartbeat(9);
        _market.PassLineWait();
        Assert.True(told > 0);

        _b.OnSettled(null);
        told = 0;
        Trade(_b, 20);
        _market.PassLineWait();
        Assert.Equal(0, told);
    }

    [Fact]
    public void Line_may_send_without_numbers_while_its_numbered_ticks_are_held()
    {
        Trade(_a, 1);
        Trade(_a, 3);
        Assert.Equal([TickOutcome.Applied], Trade(_a, 0, price: 500));
        _market.PassLineWait();
        Assert.Equal("1 500 3", Tape());
    }

    [Fact]
    public void Nothing_waits_where_the_wait_is_zero()
    {
        var market = new TestMarket(new FeedHandlingOptions { LineWait = TimeSpan.Zero });
        using var line = market.Open();
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, market.Trade("AAPL", 1, 1), 10));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, market.Trade("AAPL", 1, 1), 12));
        line.Heartbeat(20);
        line.Heartbeat(ulong.MaxValue);
        Assert.Equal([new SequenceGap(11, 11), new SequenceGap(13, 19), new SequenceGap(20, ulong.MaxValue - 1)], line.TakeReport().Gaps);
    }

    private TickOutcome[] Trade(FeedLine line, ulong first, int count = 1, long price = 0)
    {
        var outcomes = new TickOutcome[count];
        using var batch = line.BeginBatch(first);
        for (var i = 0; i < count; i++)
        {
            outcomes[i] = batch.Apply(_market.Trade("AAPL", ((price == 0 ? (long)first : price) + i) * 100, 1));
        }

        return outcomes;
    }

    private string Tape()
    {
        var trades = _market.Channel("AAPL").Trades;
        var prices = new List<string>();
        for (var number = trades.OldestHeld; number <= trades.Newest; number++)
        {
            Assert.True(trades.TryGet(number, out var print));
            prices.Add(print.Price.ToString());
        }

        return string.Join(' ', prices);
    }
}
