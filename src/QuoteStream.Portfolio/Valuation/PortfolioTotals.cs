namespace QuoteStream.Portfolio.Valuation;

/// <summary>The sums of a portfolio, in its currency.</summary>
/// <param name="MarketValue">Of the positions that are summed.</param>
/// <param name="RealizedPnl">Of all sales and coverings, before fees and without dividends; also of symbols that are no longer held.</param>
/// <param name="DayChange">Of the positions that are summed and have one.</param>
/// <param name="LeftOut">Symbols held that could not be valued in the portfolio's currency.</param>
/// <param name="DayChangeLeftOut">Those that are summed but have no change of the day.</param>
public sealed record PortfolioTotals(
    decimal Cash,
    decimal MarketValue,
    decimal UnrealizedPnl,
    decimal RealizedPnl,
    decimal Dividends,
    decimal Fees,
    decimal DayChange,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> DayChangeLeftOut)
{
    /// <summary>Cash and what the positions are worth.</summary>
    public decimal Equity => Cash + MarketValue;
}
