namespace QuoteStream.Portfolio.Booking;

/// <summary>The accounts of a portfolio after its newest transaction.</summary>
/// <param name="Seq">Of the newest transaction; 0 before the first.</param>
/// <param name="Accounts">The sums of all entries.</param>
/// <param name="RealizedPnl">Of all symbols, before fees and without dividends. The rest of the income is dividends.</param>
/// <param name="OpenPositions">Symbols of which something is held.</param>
public sealed record Balances(long Seq, Entry Accounts, decimal RealizedPnl, int OpenPositions)
{
    public static Balances Empty { get; } = new(0, default, 0, 0);

    public decimal Cash => Accounts.Cash;

    /// <summary>Dividends received, before fees.</summary>
    public decimal Dividends => -Accounts.Income - RealizedPnl;
}
