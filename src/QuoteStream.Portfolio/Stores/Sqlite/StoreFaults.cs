namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>Why a store refuses work that the database has not seen.</summary>
internal static class StoreFaults
{
    public static LedgerUnavailableException Busy() =>
        new(LedgerFault.Busy, "Too many wait for the ledger already. Try again in a moment, with the same key.");

    public static LedgerUnavailableException Stopped() => new(LedgerFault.Stopped, "The server is about to end. Try again in a moment, with the same key.");
}
