using System.Globalization;
using QuoteStream.Server.Portfolios.Orders;

namespace QuoteStream.Server.Tests.Portfolios.Orders;

public sealed class ExactNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("189.13", "189.13")]
    [InlineData("-189.1300", "-189.13")]
    [InlineData("0.000000001", "0.000000001")]
    [InlineData("9000000000.123456789", "9000000000.123456789")]
    [InlineData("1e3", "1000")]
    [InlineData("1.5E+2", "150")]
    [InlineData("15e-1", "1.5")]
    [InlineData("1000000000000000000000000000", "1000000000000000000000000000")]
    [InlineData("1.000000000000000000000000000000000000000", "1")]
    [InlineData("0e99", "0")]
    public void A_number_is_read_exactly(string text, string value)
    {
        Assert.Null(ExactNumber.Read(text, out var number));
        Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), number);
    }

    [Theory]
    [InlineData("0.0000000001")]
    [InlineData("1.00000000000000000000000000000000000001")]
    [InlineData("1e-10")]
    [InlineData("10000000000000000000000000000")]
    [InlineData("12345678901234567890123456789")]
    [InlineData("1e28")]
    [InlineData("1e99")]
    [InlineData("1e100")]
    [InlineData("1e2147483648")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,5")]
    [InlineData("1 ")]
    [InlineData("1e")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("\u0661")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111.5")]
    public void What_could_only_be_rounded_or_guessed_is_refused(string text) => Assert.NotNull(ExactNumber.Read(text, out _));
}
