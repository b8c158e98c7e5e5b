using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Booking;

/// <summary>What was agreed when a portfolio was opened. It does not change.</summary>
/// <param name="Id">32 hexadecimal digits, not guessable.</param>
/// <param name="Owner">The subject of the token that opened it.</param>
/// <param name="Name">As its owner calls it: 1 to <see cref="LedgerLimits.MaxNameLength"/> characters.</param>
/// <param name="Currency">Of its cash, of the prices of its transactions, and of its totals.</param>
/// <param name="AllowShort">Whether more may be sold than is held.</param>
/// <param name="AllowMargin">Whether cash may go below 0.</param>
/// <param name="CreatedMicros">Microseconds since the Unix epoch.</param>
public sealed record PortfolioTerms(
    string Id, string Owner, string Name, Currency Currency, bool AllowShort, bool AllowMargin, long CreatedMicros);
