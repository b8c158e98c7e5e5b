using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Ticks;

public sealed class FixedPointTests
{
    private static readonly Arbitrary<long> AnyNanos = Gen.OneOf(
        Gen.Elements(0L, 1, -1, FixedPoint.One, -FixedPoint.One, long.MaxValue, long.MinValue, long.MaxValue - 1),
        ArbMap.Default.GeneratorFor<long>(),
        Gen.Choose(-2_000_000_000, 2_000_000_000).Select(whole => (long)whole),
        Gen.Choose(-100_000_000, 100_000_000).Select(cents => cents * 10_000_000L),
        Gen.Choose(0, 18).SelectMany(power => Gen.Choose(-9, 9).Select(digit => digit * (long)BigInteger.Pow(10, power))))
        .ToArbitrary();

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.000000001")]
    [InlineData(-1, "-0.000000001")]
    [InlineData(189_120_000_000, "189.12")]
    [InlineData(189_000_000_000, "189")]
    [InlineData(-3_000_000_000, "-3")]
    [InlineData(100_010_000, "0.10001")]
    [InlineData(999_999_999, "0.999999999")]
    [InlineData(10_000_000_000, "10")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Number_is_printed_exactly_and_short(long nanos, string expected)
    {
        Assert.Equal(expected, Print(nanos));
        Assert.Equal(expected, Print((Int128)nanos));
    }

    [Theory]
    [InlineData("170141183460469231731687303715884105727", "170141183460469231731687303715.884105727")]
    [InlineData("-170141183460469231731687303715884105728", "-170141183460469231731687303715.884105728")]
    [InlineData("9223372036854775808", "9223372036.854775808")]
    [InlineData("1000000000000000000000000000", "1000000000000000000")]
    [InlineData("1000000000000000001500000000", "1000000000000000001.5")]
    public void Wide_number_is_printed_exactly_and_short(string nanos, string expected) =>
        Assert.Equal(expected, Print(Int128.Parse(nanos, CultureInfo.InvariantCulture)));

    [Fact]
    public void Printed_number_is_the_one_that_arithmetic_without_limits_prints() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyNanos, nanos => Print(nanos) == PrintSlowly(nanos)));

    [Fact]
    public void Printed_wide_number_is_the_one_that_arithmetic_without_limits_prints() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyNanos, AnyNanos, (left, right) =>
            Print((Int128)left * right) == PrintSlowly((BigInteger)left * right)));

    [Fact]
    public void Printed_number_reads_back_as_itself() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyNanos, nanos => FixedPoint.TryParse(Print(nanos), out var back) && back == nanos));

    [Fact]
    public void Scaling_is_exact_or_refused() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyNanos, Gen.Choose(-12, 3).ToArbitrary(), (value, exponent) =>
        {
            var exact = value * BigInteger.Pow(10, 9 + Math.Max(exponent, -9));
            var fits = exponent is >= -9 and <= 0 && exact >= long.MinValue && exact <= long.MaxValue;
            return FixedPoint.TryScale(value, exponent, out var nanos) == fits && (!fits || nanos == exact);
        }));

    [Fact]
    public void Scaling_an_unsigned_number_is_exact_or_refused() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyNanos, Gen.Choose(-12, 3).ToArbitrary(), (bits, exponent) =>
        {
            var value = (ulong)bits;
            var exact = value * BigInteger.Pow(10, 9 + Math.Max(exponent, -9));
            var fits = exponent is >= -9 and <= 0 && exact <= long.MaxValue;
            return FixedPoint.TryScale(value, exponent, out var nanos) == fits && (!fits || nanos == exact);
        }));

    [Theory]
    [InlineData(1_180_000_000, 187_950_000_000, 4, "0.6278")]
    [InlineData(-1_180_000_000, 187_950_000_000, 4, "-0.6278")]
    [InlineData(1, 8, 1, "12.5")]
    [InlineData(1, 8, 0, "13")]
    [InlineData(-1, 8, 0, "-13")]
    [InlineData(1, -8, 0, "-13")]
    [InlineData(-1, -8, 0, "13")]
    [InlineData(0, -8, 4, "0")]
    [InlineData(-1, 1_000_000_000, 4, "0")]
    [InlineData(1, 1, 4, "100")]
    [InlineData(7, 0, 4, "")]
    [InlineData(long.MinValue, 1, 9, "-922337203685477580800")]
    [InlineData(long.MinValue, long.MinValue, 9, "100")]
    public void Percentage_is_rounded_half_away_from_zero(long numerator, long denominator, int decimals, string expected) =>
        Assert.Equal(expected, PrintRatio(numerator, denominator, decimals));

    [Fact]
    public void Percentage_is_the_one_that_arithmetic_without_limits_prints() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyNanos, AnyNanos, Gen.Choose(0, 9).ToArbitrary(), (numerator, denominator, decimals) =>
            denominator == 0 || PrintRatio(numerator, denominator, decimals) == RatioSlowly(numerator, denominator, decimals)));

    [Theory]
    [InlineData("189.12", 189_120_000_000)]
    [InlineData("-3", -3_000_000_000)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("007.50", 7_500_000_000)]
    [InlineData("1.00000000100000000000", 1_000_000_001)]
    [InlineData("000000000000000000009223372036.854775807", long.MaxValue)]
    [InlineData("-9223372036.854775808", long.MinValue)]
    public void Decimal_text_is_read_exactly(string text, long expected)
    {
        Assert.True(FixedPoint.TryParse(text, out var nanos));
        Assert.Equal(expected, nanos);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("--5")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.2.3")]
    [InlineData("1.-2")]
    [InlineData("0.0000000001")]
    [InlineData("9223372036.854775808")]
    [InlineData("-9223372036.854775809")]
    [InlineData("18446744073.709551617")]
    [InlineData("99999999999")]
    [InlineData("\u0661")]
    [InlineData("NaN")]
    public void Other_text_is_refused(string text) => Assert.False(FixedPoint.TryParse(text, out _));

    [Fact]
    public void Destination_that_may_be_too_short_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => FixedPoint.Format(1L, new byte[FixedPoint.MaxBytes - 1]));
        Assert.Throws<ArgumentException>(() => FixedPoint.Format((Int128)1, new byte[FixedPoint.MaxWideBytes - 1]));
        Assert.Throws<ArgumentException>(() => FixedPoint.FormatRatio(1, 1, 4, new byte[FixedPoint.MaxWideBytes - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FixedPoint.FormatRatio(1, 1, 10, new byte[FixedPoint.MaxWideBytes]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FixedPoint.FormatRatio(1, 1, -1, new byte[FixedPoint.MaxWideBytes]));
    }

    [Fact]
    public void Nothing_is_allocated() => AllocationAssert.None(() =>
    {
        Span<byte> text = stackalloc byte[FixedPoint.MaxWideBytes];
        Assert.True(FixedPoint.TryScale(1_891_234L, -4, out var price));
        Assert.True(FixedPoint.TryScale(300UL, 0, out var size));
        FixedPoint.Format(price, text);
        FixedPoint.Format((Int128)size * size, text);
        FixedPoint.FormatRatio(price, size, 4, text);
        Assert.True(FixedPoint.TryParse("189.1234", out _));
    });

    private static string Print(long nanos)
    {
        Span<byte> text = stackalloc byte[FixedPoint.MaxBytes];
        return Encoding.ASCII.GetString(text[..FixedPoint.Format(nanos, text)]);
    }

    private static string Print(Int128 nanos)
    {
        Span<byte> text = stackalloc byte[FixedPoint.MaxWideBytes];
        return Encoding.ASCII.GetString(text[..FixedPoint.Format(nanos, text)]);
    }

    private static string PrintRatio(long numerator, long denominator, int decimals)
    {
        Span<byte> text = stackalloc byte[FixedPoint.MaxWideBytes];
        return Encoding.ASCII.GetString(text[..FixedPoint.FormatRatio(numerator, denominator, decimals, text)]);
    }

    private static string PrintSlowly(BigInteger nanos)
    {
        var digits = BigInteger.Abs(nanos).ToString(CultureInfo.InvariantCulture).PadLeft(10, '0');
        var text = (digits[..^9] + "." + digits[^9..]).TrimEnd('0').TrimEnd('.');
        return nanos.Sign < 0 ? "-" + text : text;
    }

    private static string RatioSlowly(long numerator, long denominator, int decimals)
    {
        var dividend = BigInteger.Abs(numerator) * 100 * BigInteger.Pow(10, decimals);
        var quotient = BigInteger.DivRem(dividend, BigInteger.Abs(denominator), out var rest);
        var rounded = rest * 2 >= BigInteger.Abs(denominator) ? quotient + 1 : quotient;
        return PrintSlowly(rounded * BigInteger.Pow(10, 9 - decimals) * (Math.Sign(numerator) * Math.Sign(denominator)));
    }
}
