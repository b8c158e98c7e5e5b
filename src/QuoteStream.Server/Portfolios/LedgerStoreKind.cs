namespace QuoteStream.Server.Portfolios;

/// <summary>Where a ledger can be kept.</summary>
public enum LedgerStoreKind
{
    /// <summary>A file in the data directory, for one server.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, for any number of servers.</summary>
    Postgres,
}
