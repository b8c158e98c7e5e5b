using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Tests.Currencies;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("USD", 2, "0.01")]
    [InlineData("JPY", 0, "1")]
    [InlineData("KWD", 3, "0.001")]
    public void A_currency_has_its_minor_unit(string code, int decimals, string unit)
    {
        var currency = Currency.Get(code);

        Assert.Equal((code, decimals, unit), (currency.Code, currency.Decimals, currency.MinorUnit.ToString()));
        Assert.Same(currency, Currency.Find(code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("XAU")]
    [InlineData("DEM")]
    [InlineData("USD ")]
    public void What_is_no_currency_in_use_is_not_found(string? code)
    {
        Assert.Null(Currency.Find(code));
        Assert.ThrowsAny<ArgumentException>(() => Currency.Get(code!));
    }

    [Theory]
    [InlineData("USD", "1000000000000000", 100_000_000_000_000_000)]
    [InlineData("KWD", "-1000000000000000.001", -1_000_000_000_000_000_001)]
    [InlineData("JPY", "5.000", 5)]
    public void Amounts_are_minor_units_and_back(string code, string text, long units)
    {
        var (currency, amount) = (Currency.Get(code), decimal.Parse(text));

        Assert.True(currency.Holds(amount));
        Assert.Equal(units, currency.ToMinorUnits(amount));
        Assert.Equal(amount, currency.FromMinorUnits(units));
    }

    [Fact]
    public void An_amount_is_printed_with_the_digits_of_its_currency()
    {
        Assert.Equal("10.50", Currency.Get("USD").Normalize(10.5m).ToString());
        Assert.Equal("5", Currency.Get("JPY").Normalize(5.000m).ToString());
        Assert.Equal("10.5", ExactMath.Normalize(10.50m).ToString());
        Assert.Equal("10", ExactMath.Normalize(10m).ToString());
    }

    [Theory]
    [InlineData("10", "1", "3", "3.33")]
    [InlineData("0.05", "1", "2", "0.02")]
    [InlineData("0.15", "1", "2", "0.08")]
    [InlineData("-0.05", "1", "2", "-0.02")]
    [InlineData("1000000000000000", "8999999999.999999999", "9000000000", "1000000000000000")]
    public void A_share_is_rounded_once_half_to_even(string amount, string part, string whole, string share) => Assert.Equal(
        decimal.Parse(share), ExactMath.Share(decimal.Parse(amount), decimal.Parse(part), decimal.Parse(whole), Currency.Get("USD")));
}
