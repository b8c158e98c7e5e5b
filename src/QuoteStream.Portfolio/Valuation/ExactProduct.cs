using System.Numerics;

namespace QuoteStream.Portfolio.Valuation;

/// <summary>Products that are rounded once. <see cref="decimal"/>'s own round at 28 digits, and three factors may have more.</summary>
internal static class ExactProduct
{
    /// <summary>Digits of a result before and after the point together; a decimal holds 28 of any kind.</summary>
    private const int MaxDigits = 27;

    /// <summary>Digits after the point that a result may have at most.</summary>
    private const int MaxDecimals = 9;

    private static readonly BigInteger Limit = BigInteger.Pow(10, MaxDigits - MaxDecimals);

    /// <summary>quantity x price, at a rate, half even; null when it is 1e18 or more, which no currency can mean.</summary>
    /// <param name="decimals">Of the result: 0 to 9.</param>
    public static decimal? Round(decimal quantity, decimal price, in FxRate rate, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)decimals, (uint)MaxDecimals, nameof(decimals));
        var dividend = Mantissa(quantity) * Mantissa(price) * Mantissa(rate.Numerator) * BigInteger.Pow(10, rate.Denominator.Scale + decimals);
        var divisor = Mantissa(rate.Denominator) * BigInteger.Pow(10, quantity.Scale + price.Scale + rate.Numerator.Scale);
        var rounded = DivideHalfEven(dividend, divisor);
        return BigInteger.Abs(rounded) >= Limit * BigInteger.Pow(10, decimals)
            ? null
            : (decimal)rounded * new decimal(1, 0, 0, false, (byte)decimals);
    }

    private static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return value < 0 ? -magnitude : magnitude;
    }

    /// <param name="divisor">Above 0.</param>
    private static BigInteger DivideHalfEven(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        var comparison = (BigInteger.Abs(remainder) * 2).CompareTo(divisor);
        return comparison < 0 || (comparison == 0 && quotient.IsEven) ? quotient : quotient + dividend.Sign;
    }
}
