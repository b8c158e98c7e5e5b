using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Tests.FeedHandling;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class TideClockTests
{
    private readonly TestMarket _market = new();

    private TideClock Clock => _market.Symbols.Tide;

    [Fact]
    public void Open_batch_holds_the_safe_tide_below_it_and_those_after_it()
    {
        var first = _market.Open("first");
        var second = _market.Open("second");
        Assert.Equal((0, 0), (Clock.Issued, Clock.Safe));

        var open = first.BeginBatch(0);
        Assert.Equal((1, 0), (Clock.Issued, Clock.Safe));
        TestMarket.Apply(second, _market.Quote("AAPL", 1, 1, 2, 1));
        Assert.Equal((2, 0), (Clock.Issued, Clock.Safe));
        open.Dispose();

        Assert.Equal((2, 2), (Clock.Issued, Clock.Safe));
    }

    [Fact]
    public void Quotes_trades_and_what_goes_stale_carry_the_number_of_their_batch()
    {
        var line = _market.Open();
        TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1));
        Assert.Equal(1, _market.State("AAPL").Tide);
        TestMarket.Apply(line, _market.Trade("AAPL", 1, 1, "t", "@"));
        TestMarket.Apply(line, _market.Cancel("AAPL", "t"));
        Assert.True(_market.Channel("AAPL").Trades.TryGet(1, out var trade));
        Assert.True(_market.Channel("AAPL").Trades.TryGet(2, out var cancel));
        Assert.Equal((2, 3, 3), (trade.Tide, cancel.Tide, _market.State("AAPL").Tide));

        line.Dispose();

        Assert.Equal((4, 4, 4), (_market.State("AAPL").Tide, Clock.Issued, Clock.Safe));
    }

    [Fact]
    public void Line_that_was_closed_holds_nothing_back_and_leaves_no_place()
    {
        for (var i = 0; i < 100; i++)
        {
            using var line = _market.Open();
            TestMarket.Apply(line, _market.Quote("AAPL", 1 + i, 1, 200, 1));
        }

        Assert.Equal(Clock.Issued, Clock.Safe);
        Assert.True(Clock.Issued >= 200);
    }

    [Fact]
    public void Numbered_lines_that_wait_for_each_other_do_not_hold_the_tide()
    {
        var a = _market.Open("ab", "A");
        var b = _market.Open("ab", "B");
        TestMarket.Apply(a, _market.Quote("AAPL", 1, 1, 2, 1), sequence: 1);
        TestMarket.Apply(b, _market.Quote("AAPL", 1, 1, 2, 1), sequence: 1);
        Assert.Equal((2, 2, 1), (Clock.Issued, Clock.Safe, _market.State("AAPL").Tide));
    }

    [Fact]
    public void Asking_does_not_allocate()
    {
        using var line = _market.Open();
        AllocationAssert.None(() =>
        {
            using var batch = line.BeginBatch(0);
            Clock.Deliver(Clock.Safe);
        });
    }
}
