using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class StalenessTests
{
    private readonly TestMarket _market = new();

    [Fact]
    public void Closing_a_providers_last_line_makes_exactly_its_symbols_stale()
    {
        var a = _market.Open(line: "A");
        var b = _market.Open(line: "B");
        using var other = _market.Open(provider: "other");
        TestMarket.Apply(a, _market.Quote("AAPL", 1, 1, 2, 1), 1);
        TestMarket.Apply(b, _market.Quote("MSFT", 1, 1, 2, 1), 2);
        TestMarket.Apply(other, _market.Quote("TSLA", 1, 1, 2, 1));
        _market.Symbols.GetOrAdd("IBM"u8);

        a.Dispose();
        a.Dispose();
        Assert.True(_market.Handler.Providers[0].IsUp);
        Assert.False(_market.State("AAPL").IsStale);
        b.Dispose();

        Assert.False(_market.Handler.Providers[0].IsUp);
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
        Assert.Equal(StaleReason.FeedDown, _market.State("MSFT").StaleReason);
        Assert.Equal(StaleReason.None, _market.State("TSLA").StaleReason);
        Assert.Equal(0, _market.Channel("IBM").Sequence);
        Assert.Equal([("A", false), ("B", false)], _market.Handler.Providers[0].GetLines());
        Assert.Equal(2, _market.Handler.Providers[0].CountTicks().Applied);
    }

    [Theory]
    [InlineData("quote")]
    [InlineData("trade")]
    [InlineData("status")]
    [InlineData("reference")]
    public void Next_tick_of_any_kind_makes_the_symbol_live_again_and_both_changes_are_recorded(string kind)
    {
        var line = _market.Open();
        TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        _market.Clock.Advance(TimeSpan.FromSeconds(1));
        line.Dispose();
        var stale = _market.State("AAPL");
        Assert.True(stale.IsStale);
        Assert.Equal("0.01", stale.Nbbo.Bid.ToString());

        _market.Clock.Advance(TimeSpan.FromSeconds(1));
        using var next = _market.Open();
        Assert.True(_market.State("AAPL").IsStale);
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(next, kind switch
        {
            "quote" => _market.Quote("AAPL", 1, 1, 2, 1),
            "trade" => _market.Trade("AAPL", 1, 1),
            "status" => _market.Status("AAPL", 2),
            _ => _market.Tick("AAPL", TickKind.Reference),
        }));
        Assert.False(_market.State("AAPL").IsStale);
        Assert.Equal([StaleReason.FeedDown, StaleReason.None], StatusChanges().Select(change => change.StaleReason));
        Assert.Equal((long)_market.Now, StatusChanges()[1].TimeNanos);
    }

    [Fact]
    public void Change_of_state_that_also_ends_staleness_is_recorded_once()
    {
        var line = _market.Open();
        TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        line.Dispose();
        using var next = _market.Open();
        TestMarket.Apply(next, _market.Status("AAPL", (int)TradingState.Paused, "LUDP"));
        var changes = StatusChanges();
        Assert.Equal(2, changes.Count);
        Assert.Equal((TradingState.Paused, "LUDP", StaleReason.None), (changes[1].State, changes[1].Reason.ToString(), changes[1].StaleReason));
    }

    [Fact]
    public void Repeated_status_is_no_change_and_another_reason_is_one()
    {
        using var line = _market.Open();
        TestMarket.Apply(line, _market.Status("AAPL", (int)TradingState.Halted, "T1"));
        TestMarket.Apply(line, _market.Status("AAPL", (int)TradingState.Halted, "T1"));
        TestMarket.Apply(line, _market.Status("AAPL", (int)TradingState.Halted, "T2"));
        TestMarket.Apply(line, _market.Status("AAPL", (int)TradingState.Trading));
        Assert.Equal(["Halted T1", "Halted T2", "Trading "], StatusChanges().Select(change => $"{change.State} {change.Reason}"));
        Assert.Equal(4, _market.State("AAPL").Sequence);
    }

    [Fact]
    public void Status_waiters_are_woken_when_the_feed_goes_down()
    {
        var line = _market.Open();
        TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        var waiter = new Channels.CountingWaiter();
        waiter.Arm(_market.Channel("AAPL"), ChangeKinds.Status, 0);
        line.Dispose();
        Assert.Equal(1, _market.Symbols.Changed.WakeAll());
        Assert.Equal(1, waiter.Wakes);
    }

    private List<StatusChange> StatusChanges()
    {
        var changes = new List<StatusChange>();
        var cursor = 0L;
        while (_market.Channel("AAPL").StatusChanges.TryRead(ref cursor, out var change, out _) == RingRead.Item)
        {
            changes.Add(change);
        }

        return changes;
    }
}
