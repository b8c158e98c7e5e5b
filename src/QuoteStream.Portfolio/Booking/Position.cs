using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Booking;

/// <summary>What a portfolio holds of one symbol, at average cost.</summary>
/// <param name="Quantity">Units, with at most nine decimals; negative when sold short.</param>
/// <param name="Cost">What the units cost together, without fees; negative for what a short sale brought. Whole minor units.</param>
/// <param name="RealizedPnl">Of all sales and coverings of the symbol until now, before fees and without dividends.</param>
public sealed record Position(string Symbol, decimal Quantity, decimal Cost, decimal RealizedPnl)
{
    /// <summary>Of one unit, with at most nine decimals; null when nothing is held.</summary>
    public decimal? AverageCost => Quantity == 0 ? null : ExactMath.PerUnit(Cost, Quantity);

    public static Position Empty(string symbol) => new(symbol, 0, 0, 0);
}
