namespace QuoteStream.Portfolio.Valuation;

/// <summary>What the market says of one symbol, as far as a valuation asks.</summary>
/// <param name="Bid">Best bid over the venues, in the symbol's currency as all prices here; null when nobody bids.</param>
/// <param name="Ask">Best offer over the venues; null when nobody offers.</param>
/// <param name="LastSale">Last trade that was eligible to be it; null before the first.</param>
/// <param name="PreviousClose">Of the trade date before; null until it is known.</param>
/// <param name="IsTrading">Neither halted, paused nor closed: its quotes can be traded on.</param>
/// <param name="IsStale">It may no longer be what the market says.</param>
/// <param name="Currency">Of its prices; null until it is known, which is taken to be the portfolio's.</param>
public readonly record struct MarketQuote(
    decimal? Bid, decimal? Ask, decimal? LastSale, decimal? PreviousClose, bool IsTrading, bool IsStale, string? Currency)
{
    /// <summary>
    /// What a unit is worth: the midpoint of bid and ask, where both are there and the symbol is trading, live and not crossed; else the last
    /// sale; else null. The midpoint comes first because the last sale of a symbol that seldom trades may be hours old.
    /// </summary>
    public decimal? Mark => IsTrading && !IsStale && Bid <= Ask ? (Bid + Ask) / 2 : LastSale;
}
