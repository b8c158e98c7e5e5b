namespace QuoteStream.Portfolio.Currencies;

/// <summary>Products and shares of exact decimals, each rounded once, to the even neighbour on a tie.</summary>
/// <remarks>
/// <see cref="decimal"/> adds exactly here, but its products round at 28 digits and would then be rounded a second time. Half even, because
/// rounding halves always up would favour one side a little with each of many transactions.
/// </remarks>
public static class ExactMath
{
    /// <summary>Digits after the point of quantities and prices.</summary>
    public const int Decimals = 9;

    private const decimal One = 1_000_000_000m;

    /// <summary>Units of 1e-9.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public static long ToNanos(decimal value) => decimal.ToInt64(value * One);

    public static decimal FromNanos(long nanos) => nanos / One;

    /// <summary>The same number without zeros at its end.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public static decimal Normalize(decimal value) => FromNanos(ToNanos(value));

    /// <summary>What a quantity costs at a price, in whole minor units.</summary>
    /// <param name="quantity">At most nine decimals, as the price.</param>
    public static decimal Multiply(decimal quantity, decimal price, Currency currency)
    {
        // Units of 1e-18; two longs always fit.
        var exact = (Int128)ToNanos(quantity) * ToNanos(price);
        return currency.FromMinorUnits((long)DivideHalfEven(exact, PowerOfTen(2 * Decimals - currency.Decimals)));
    }

    /// <summary>The part of an amount that belongs to a part of a whole, in whole minor units.</summary>
    /// <param name="amount">A whole number of minor units.</param>
    /// <param name="whole">Not 0.</param>
    public static decimal Share(decimal amount, decimal part, decimal whole, Currency currency) =>
        currency.FromMinorUnits((long)DivideHalfEven((Int128)currency.ToMinorUnits(amount) * ToNanos(part), ToNanos(whole)));

    /// <summary>quantity x numerator / denominator, in units of 1e-9.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public static decimal Scale(decimal quantity, long numerator, long denominator) =>
        FromNanos(checked((long)DivideHalfEven((Int128)ToNanos(quantity) * numerator, denominator)));

    /// <summary>An amount by quantity: what one unit cost on average, with nine decimals.</summary>
    /// <param name="quantity">Not 0.</param>
    public static decimal PerUnit(decimal amount, decimal quantity) =>
        decimal.Round(amount / quantity, Decimals, MidpointRounding.ToEven);

    internal static Int128 DivideHalfEven(Int128 dividend, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        // Twice the remainder cannot overflow: divisors here have at most 64 bits.
        var twice = Int128.Abs(remainder) * 2;
        var size = Int128.Abs(divisor);
        if (twice < size || (twice == size && Int128.IsEvenInteger(quotient)))
        {
            return quotient;
        }

        return Int128.IsNegative(dividend) == Int128.IsNegative(divisor) ? quotient + 1 : quotient - 1;
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
