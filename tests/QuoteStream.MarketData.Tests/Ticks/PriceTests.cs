using System.Text;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Ticks;

public sealed class PriceTests
{
    private static readonly Price Low = new(189_120_000_000);
    private static readonly Price High = new(189_140_000_000);

    [Fact]
    public void Price_of_zero_is_a_price_and_none_is_not()
    {
        Assert.True(default(Price).HasValue);
        Assert.False(Price.None.HasValue);
    }

    [Fact]
    public void Prices_are_ordered_by_value()
    {
        Assert.True(Low < High && High > Low && Low <= High && High >= Low);
        Assert.False(High < Low || Low > High || High <= Low || Low >= High);
        Assert.True(Low.CompareTo(High) < 0 && Low.CompareTo(Low) == 0);
        Assert.True(new Price(-1) < default(Price));
    }

    [Fact]
    public void Price_prints_alike_everywhere()
    {
        Assert.Equal("189.12", Low.ToString());
        Assert.Equal("189.12", $"{Low}");
        Assert.Equal("-3", new Price(-3 * FixedPoint.One).ToString());
        Assert.Equal("none", Price.None.ToString());
        Span<byte> utf8 = stackalloc byte[6];
        Assert.True(Low.TryFormat(utf8, out var length, default, null));
        Assert.Equal("189.12", Encoding.ASCII.GetString(utf8[..length]));
    }

    [Fact]
    public void Price_that_does_not_fit_the_destination_is_not_written()
    {
        Assert.False(Low.TryFormat(stackalloc byte[5], out var bytes, default, null));
        Assert.False(Low.TryFormat(stackalloc char[5], out var chars, default, null));
        Assert.Equal((0, 0), (bytes, chars));
    }

    [Theory]
    [InlineData(1_891_200, -4, true)]
    [InlineData(long.MaxValue - 1, -9, true)]
    [InlineData(long.MaxValue, -9, false)]
    [InlineData(long.MaxValue, -8, false)]
    [InlineData(1, 1, false)]
    [InlineData(1, -10, false)]
    public void Price_is_taken_in_whole_or_refused(long value, int exponent, bool taken)
    {
        Assert.Equal(taken, Price.TryScale(value, exponent, out var price));
        Assert.Equal(taken, price.HasValue);
    }

    [Fact]
    public void Price_is_scaled_to_units_of_one_billionth()
    {
        Assert.True(Price.TryScale(1_891_200, -4, out var price));
        Assert.Equal(Low, price);
    }
}
