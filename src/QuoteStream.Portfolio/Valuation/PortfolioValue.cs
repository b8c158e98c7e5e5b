using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Valuation;

/// <summary>A portfolio at what the market says.</summary>
/// <param name="TransactionSeq">Of the newest transaction in it.</param>
/// <param name="Positions">Those of which something is held, by symbol.</param>
/// <param name="IsStale">The quote of a held symbol is stale or missing.</param>
public sealed record PortfolioValue(
    PortfolioTerms Terms, long TransactionSeq, IReadOnlyList<PositionValue> Positions, PortfolioTotals Totals, bool IsStale);
