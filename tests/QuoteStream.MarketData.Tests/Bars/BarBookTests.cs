using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Bars;

public sealed class BarBookTests
{
    private const long Second = 1_000_000_000;
    private const TradeEffect Regular = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;
    private const TradeEffect OutOfSequence = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.LastIfFirst;

    // The full hour.
    private const long Noon = 1_700_000_000L / 3600 * 3600 * Second;

    private readonly BarBook _bars = new(new BookOptions { MaxBars = 4 });

    [Fact]
    public void Trades_of_one_second_make_one_bar_of_each_interval()
    {
        _bars.Count(Noon + 5, new Price(100), 3, Regular);
        _bars.Count(Noon + 6, new Price(90), 2, Regular);
        _bars.Count(Noon + 7, new Price(110), 1, OutOfSequence);
        _bars.Count(Noon + 8, new Price(500), 4, TradeEffect.Volume);
        foreach (var interval in Enum.GetValues<BarInterval>())
        {
            var bar = Assert.Single(Read(interval));
            Assert.Equal((Noon, 100, 110, 90, 90), (bar.StartNanos, bar.Open.Nanos, bar.High.Nanos, bar.Low.Nanos, bar.Close.Nanos));
            Assert.Equal((10, 4, 6, 590), (bar.Volume, bar.TradeCount, bar.PricedVolume, bar.Turnover));
        }
    }

    [Fact]
    public void Late_trade_goes_into_its_own_bar_and_begins_one_between_others()
    {
        Count(0, 4, 1);
        Count(1, 6, 1);
        Count(3, 8, 1);
        Count(0, 5, 1);
        Count(2, 7, 1);
        Assert.Equal([(0, 2), (1, 1), (2, 1), (3, 1)], Read(BarInterval.OneSecond).Select(bar => ((bar.StartNanos - Noon) / Second, bar.TradeCount)));
    }

    [Fact]
    public void Trade_older_than_every_bar_of_a_full_ring_begins_none()
    {
        for (var second = 10; second < 20; second++)
        {
            Count(second, 1, 1);
        }

        Count(3, 1, 1);
        Assert.Equal([16L, 17, 18, 19], Read(BarInterval.OneSecond).Select(bar => (bar.StartNanos - Noon) / Second));
        Assert.Equal(11, Assert.Single(Read(BarInterval.OneMinute)).Volume);
    }

    [Fact]
    public void Recount_makes_the_bars_as_if_the_trade_had_always_been_so()
    {
        Count(0, 100, 1);
        Count(0, 900, 5);
        Count(1, 50, 1);
        var (before, after) = (new CountedTrade(Noon, new Price(900), 5, Regular), new CountedTrade(Noon, new Price(110), 4, Regular));
        Assert.Equal(3600 * Second, _bars.BeginRecount(before, after, long.MinValue));
        _bars.CountAgain(Noon, new Price(100), 1, Regular);
        _bars.CountAgain(Noon, new Price(110), 4, Regular);
        _bars.CountAgain(Noon + Second, new Price(50), 1, Regular);
        _bars.EndRecount(before, after);
        var seconds = Read(BarInterval.OneSecond);
        Assert.Equal((110, 110, 5), (seconds[0].High.Nanos, seconds[0].Close.Nanos, seconds[0].Volume));
        var minute = Assert.Single(Read(BarInterval.OneMinute));
        Assert.Equal((110, 50, 50, 6, 3), (minute.High.Nanos, minute.Low.Nanos, minute.Close.Nanos, minute.Volume, minute.TradeCount));
    }

    [Fact]
    public void Trade_that_set_no_price_of_a_bar_is_exchanged_without_a_look_at_the_others()
    {
        Count(0, 100, 1);
        Count(0, 90, 5);
        Count(0, 120, 2);
        Count(0, 80, 2);
        Count(1, 95, 1);
        var (before, after) = (new CountedTrade(Noon, new Price(90), 5, Regular), new CountedTrade(Noon, new Price(130), 4, Regular));
        Assert.Equal(0, _bars.BeginRecount(before, after, long.MinValue));
        _bars.EndRecount(before, after);
        var second = Read(BarInterval.OneSecond)[0];
        Assert.Equal((100, 130, 80, 80), (second.Open.Nanos, second.High.Nanos, second.Low.Nanos, second.Close.Nanos));
        Assert.Equal((9, 4, 1020), (second.Volume, second.TradeCount, second.Turnover));
        var hour = Assert.Single(Read(BarInterval.OneHour));
        Assert.Equal((100, 130, 80, 95, 10), (hour.Open.Nanos, hour.High.Nanos, hour.Low.Nanos, hour.Close.Nanos, hour.Volume));

        // The low of all four.
        var close = new CountedTrade(Noon, new Price(80), 2, Regular);
        Assert.Equal(3600 * Second, _bars.BeginRecount(close, null, long.MinValue));
    }

    [Fact]
    public void Bar_whose_every_trade_was_taken_back_is_not_shown()
    {
        Count(0, 100, 1);
        Count(1, 50, 1);
        var before = new CountedTrade(Noon, new Price(100), 1, Regular);
        _bars.BeginRecount(before, null, long.MinValue);
        _bars.CountAgain(Noon + Second, new Price(50), 1, Regular);
        _bars.EndRecount(before, null);
        Assert.Equal(Noon + Second, Assert.Single(Read(BarInterval.OneSecond)).StartNanos);
        Assert.Equal((50, 1), (Read(BarInterval.OneHour)[0].High.Nanos, Read(BarInterval.OneHour)[0].Volume));
    }

    [Fact]
    public void Bar_that_lost_trades_keeps_its_prices_and_gets_its_volume_right()
    {
        Count(0, 100, 7);
        Count(0, 900, 5);
        var (before, after) = (new CountedTrade(Noon, new Price(900), 5, Regular), new CountedTrade(Noon, new Price(110), 4, Regular));
        Assert.Equal(0, _bars.BeginRecount(before, after, heldFromNanos: Noon + (3600 * Second)));
        _bars.EndRecount(before, after);
        var bar = Assert.Single(Read(BarInterval.OneSecond));
        Assert.Equal((100, 900, 11, 2), (bar.Open.Nanos, bar.High.Nanos, bar.Volume, bar.TradeCount));
        Assert.Equal(1140, bar.Turnover);
    }

    [Fact]
    public void Turnover_beyond_128_bits_is_told_as_unknown()
    {
        for (var i = 0; i < 5; i++)
        {
            Count(0, long.MaxValue - 1, long.MaxValue);
        }

        Assert.Equal(-1, Assert.Single(Read(BarInterval.OneSecond)).PricedVolume);
    }

    private void Count(int second, long price, long size) => _bars.Count(Noon + (second * Second), new Price(price), size, Regular);

    private Bar[] Read(BarInterval interval)
    {
        var bars = new Bar[100];
        return bars[.._bars.Read(interval, bars)];
    }
}
