using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>A portfolio as after one of its transactions.</summary>
/// <param name="Positions">Those of which something is held, by symbol.</param>
public sealed record PortfolioBooks(PortfolioTerms Terms, Balances Balances, IReadOnlyList<Position> Positions);
