namespace QuoteStream.Portfolio.Stores;

/// <summary>Why a ledger cannot be used now.</summary>
public enum LedgerFault
{
    /// <summary>The database does not answer.</summary>
    Unreachable,

    /// <summary>There is no room left for it.</summary>
    Full,

    /// <summary>It cannot be written.</summary>
    ReadOnly,

    /// <summary>What it holds cannot be read.</summary>
    Corrupt,

    /// <summary>Too many wait for it already.</summary>
    Busy,

    /// <summary>The server is about to end.</summary>
    Stopped,

    /// <summary>Something else, which the log tells.</summary>
    Other,
}
