using System.Globalization;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Tests.Booking;

public sealed class SplitRatioTests
{
    [Theory]
    [InlineData(4, 1, "4:1")]
    [InlineData(6, 4, "3:2")]
    [InlineData(1, 20, "1:20")]
    [InlineData(1_000_000, 10, "100000:1")]
    [InlineData(long.MaxValue, long.MaxValue / 7, "7:1")]
    public void It_is_in_lowest_terms(long after, long before, string text)
    {
        Assert.True(SplitRatio.TryMake(after, before, out var ratio));
        Assert.Equal(text, ratio.ToString());
        Assert.True(SplitRatio.TryParse(text, out var parsed));
        Assert.Equal(ratio, parsed);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-2, -1)]
    [InlineData(5, 5)]
    [InlineData(100_001, 1)]
    [InlineData(1, 100_001)]
    [InlineData(long.MaxValue, 1)]
    public void What_changes_nothing_or_is_out_of_bounds_is_no_split(long after, long before)
    {
        Assert.False(SplitRatio.TryMake(after, before, out var ratio));
        Assert.Equal(default, ratio);
    }

    [Theory]
    [InlineData("4", "4:1")]
    [InlineData("0.05", "1:20")]
    [InlineData("1.500", "3:2")]
    [InlineData("0.00001", "1:100000")]
    public void A_factor_is_a_ratio(string factor, string text)
    {
        Assert.True(SplitRatio.TryMake(decimal.Parse(factor, CultureInfo.InvariantCulture), out var ratio));
        Assert.Equal(text, ratio.ToString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("0.0500000000001")]
    [InlineData("0.333333333")]
    [InlineData("100000.5")]
    [InlineData("79228162514264337593543950335")]
    public void A_factor_that_is_no_ratio_is_refused(string factor) =>
        Assert.False(SplitRatio.TryMake(decimal.Parse(factor, CultureInfo.InvariantCulture), out _));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("4")]
    [InlineData("4:")]
    [InlineData(":1")]
    [InlineData("4:1:1")]
    [InlineData("+4:1")]
    [InlineData("4 :1")]
    [InlineData("4.0:1")]
    [InlineData("99999999999999999999:1")]
    public void Text_that_is_no_ratio_is_refused(string text) => Assert.False(SplitRatio.TryParse(text, out _));
}
