using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios;

/// <summary>Whether the ledger did what it was last asked for: what <c>/healthz/ready</c> tells of it.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class LedgerCondition
{
    private const int None = -1;

    private int _fault = None;

    /// <summary>Why the ledger could last not be used; null when it can, as far as is known.</summary>
    public LedgerFault? Fault => Volatile.Read(ref _fault) is var fault and not None ? (LedgerFault)fault : null; // Acquire: the newest.

    /// <returns>Whether this is news.</returns>
    public bool Failed(LedgerFault fault) => Interlocked.Exchange(ref _fault, (int)fault) != (int)fault; // Atomic: of several that fail at once, one tells.

    public void Wrote() => Volatile.Write(ref _fault, None); // Release: seen by the next check.

    /// <summary>Something could be read: that a ledger is full, or cannot be written, is not over with that.</summary>
    public void Read()
    {
        if (Fault is not (null or LedgerFault.Full or LedgerFault.ReadOnly))
        {
            Wrote();
        }
    }
}
