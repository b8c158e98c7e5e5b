namespace QuoteStream.Portfolio.Booking;

/// <summary>What a portfolio's ledger holds that an order is booked against, read under the portfolio's lock.</summary>
/// <param name="Position">Of the order's symbol, or of that of the transaction which it reverses; null where there is none, or none yet.</param>
/// <param name="Reversed">What a reversal names, when it is in the ledger.</param>
/// <param name="IsReversed">Whether another reversal has taken it back.</param>
public sealed record BookingState(
    PortfolioTerms Terms, Balances Balances, Position? Position = null, Transaction? Reversed = null, bool IsReversed = false);
