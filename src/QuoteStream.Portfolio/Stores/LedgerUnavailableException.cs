namespace QuoteStream.Portfolio.Stores;

/// <summary>The ledger cannot be used now. Whether what was asked has been written is not known: ask again with the same key.</summary>
public sealed class LedgerUnavailableException(LedgerFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public LedgerFault Fault { get; } = fault;
}
