using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Bars;

public sealed class BarBookAllocationTests
{
    [Fact]
    public void Trades_in_order_and_late_and_recounts_allocate_nothing_once_the_rings_are_full()
    {
        const long Second = 1_000_000_000;
        const TradeEffect Regular = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;
        var bars = new BarBook(new BookOptions { MaxBars = 8 });
        var time = 1_700_000_000 * Second;
        for (var i = 0; i < 100; i++)
        {
            CountAndRecount();
        }

        AllocationAssert.None(CountAndRecount);

        void CountAndRecount()
        {
            time += 2 * 3600 * Second;
            bars.Count(time, new Price(1), 2, Regular);
            bars.Count(time - (3600 * Second), new Price(1), 2, Regular);
            var (before, after) = (new CountedTrade(time, new Price(1), 2, Regular), new CountedTrade(time, new Price(3), 2, Regular));
            bars.BeginRecount(before, after, long.MinValue);
            bars.CountAgain(time, new Price(3), 2, Regular);
            bars.EndRecount(before, after);
        }
    }
}
