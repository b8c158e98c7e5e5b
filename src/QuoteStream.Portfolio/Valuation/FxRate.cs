namespace QuoteStream.Portfolio.Valuation;

/// <summary>How an amount of one currency becomes one of another: times the numerator, by the denominator.</summary>
/// <param name="Symbol">The quoted pair that says so; null where both currencies are the same.</param>
/// <param name="Numerator">Above 0.</param>
/// <param name="Denominator">Above 0.</param>
/// <param name="IsStale">The pair's quote may no longer be what the market says.</param>
internal readonly record struct FxRate(string? Symbol, decimal Numerator, decimal Denominator, bool IsStale)
{
    public static FxRate One => new(null, 1, 1, false);

    /// <summary>Units of the portfolio's currency for one of the other, with twelve decimals: to be read, amounts are not computed with it.</summary>
    public decimal Shown => decimal.Round(Numerator / Denominator, 12, MidpointRounding.ToEven);
}
