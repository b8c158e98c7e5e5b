using System.Text;
using QuoteStream.Feeds.Crypto;

namespace QuoteStream.Feeds.Tests.Crypto;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("65083.67", 65_083_670_000_000)]
    [InlineData("0.00000001", 10)]
    [InlineData("0.000000001", 1)]
    [InlineData("0", 0)]
    [InlineData("7", 7_000_000_000)]
    [InlineData("000000000000000000000000000001.5", 1_500_000_000)]
    [InlineData("1.500000000000", 1_500_000_000)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    public void A_decimal_is_read_exactly(string text, long nanos) => AssertReads(text, "Exact", nanos);

    [Theory]
    [InlineData("0.0000000014", "CutBelowHalf", 1)]
    [InlineData("0.0000000015", "CutFromHalf", 1)]
    [InlineData("0.00000000049999", "CutBelowHalf", 0)]
    [InlineData("9223372036.854775808", "TooLarge", long.MaxValue)]
    [InlineData("9223372037", "TooLarge", long.MaxValue)]
    [InlineData("99999999999999999999999999999999999999999999999999999999999", "TooLarge", long.MaxValue)]
    public void What_does_not_fit_says_so(string text, string fit, long nanos) => AssertReads(text, fit, nanos);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e5")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("0.00000000000000000000000000000000000000000000000000000000000000001")]
    public void What_is_no_decimal_is_none(string text) => AssertReads(text, "NotDecimal", 0);

    [Fact]
    public void Any_amount_of_decimals_up_to_nine_comes_back_as_it_was()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            long nanos = random.NextInt64() >> random.Next(63);

            AssertReads((nanos / 1_000_000_000m).ToString(), "Exact", nanos);
        }
    }

    private static void AssertReads(string text, string fit, long nanos) =>
        Assert.Equal((fit, nanos), (DecimalText.Read(Encoding.ASCII.GetBytes(text), out long value).ToString(), value));
}
