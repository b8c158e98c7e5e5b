using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class PriceBandTests
{
    private static readonly Arbitrary<long> AnyPrice = Gen.OneOf(
        Gen.Choose(1, 20).Select(nanos => (long)nanos),
        Gen.Choose(1, 4_000).Select(thousandths => thousandths * 1_000_000L),
        Gen.Choose(1, 1_000_000).Select(cents => cents * 10_000_000L),
        Gen.Choose(0, 20).Select(less => long.MaxValue - 1 - less),
        Gen.Choose(-2, 2).Select(more => 3_000_000_000L + more),
        Gen.Choose(-2, 2).Select(more => 750_000_000L + more)).ToArbitrary();

    private static readonly Arbitrary<decimal> AnyBand = Gen.Choose(0, 99).Select(percent => percent / 100m).ToArbitrary();

    [Theory]
    [InlineData(100, 50, 200)]
    [InlineData(3, 1.5, 6)]
    [InlineData(2.999999999, 0.74999999975, 11.999999996)]
    [InlineData(0.75, 0.1875, 3)]
    [InlineData(0.74, 0.0925, 5.92)]
    public void Band_of_half_reaches_from_half_to_twice_and_further_for_low_prices(decimal of, decimal lowest, decimal highest)
    {
        var band = new PriceBand(0.5m);
        Assert.True(band.Contains(Of(of), Of(lowest + 0.0000000005m)) && band.Contains(Of(of), Of(highest)));
        Assert.False(band.Contains(Of(of), new Price(Of(lowest).Nanos - 1)) || band.Contains(Of(of), new Price(Of(highest).Nanos + 1)));
    }

    [Fact]
    public void Nothing_is_far_when_the_band_is_off_or_there_is_no_price_yet()
    {
        Assert.True(new PriceBand(0).Contains(new Price(1), new Price(long.MaxValue - 1)));
        Assert.True(new PriceBand(0.1m).Contains(Price.None, new Price(1)));
        Assert.Equal((long.MinValue, long.MaxValue), new PriceBand(0).CalmAround(Price.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PriceBand(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PriceBand(-0.1m));
    }

    [Fact]
    public void Each_of_the_calm_prices_is_within_the_band_of_each_other() =>
        Prop.ForAll(AnyPrice, AnyBand, (nanos, width) =>
        {
            var band = new PriceBand(width);
            var (low, high) = band.CalmAround(new Price(nanos));
            low = Math.Max(low, 1);
            high = Math.Min(high, long.MaxValue - 1);
            return low > high || (band.Contains(new Price(low), new Price(high)) && band.Contains(new Price(high), new Price(low))
                && low <= nanos && nanos <= high);
        }).QuickCheckThrowOnFailure();

    private static Price Of(decimal price) => new((long)(price * 1_000_000_000));
}
