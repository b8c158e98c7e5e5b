using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>The newest transactions of a portfolio, in order and without a hole: what streams that are not behind read.</summary>
/// <remarks>Guarded by its feed.</remarks>
internal sealed class RecentTransactions(long newest)
{
    /// <summary>Some 40 KB of events. Who is further behind reads the ledger. A power of two.</summary>
    public const int Kept = 64;

    // Made with the first transaction: most portfolios that are followed have none while they are.
    private TransactionFrame[]? _frames;
    private long _before = newest;

    /// <summary>The seq up to which every transaction is known to be committed, and those kept are here.</summary>
    public long Newest { get; private set; } = newest;

    /// <summary>Null when it is no longer here, or not yet.</summary>
    public TransactionFrame? Find(long seq) =>
        seq > _before && seq > Newest - Kept && seq <= Newest ? _frames![seq & (Kept - 1)] : null;

    /// <summary>Takes in what follows: what it has is passed over, and what comes too early is left for when the ledger is read.</summary>
    /// <returns>Whether anything did.</returns>
    public bool Take(IReadOnlyList<Transaction> transactions, int start, int end)
    {
        var before = Newest;

        // A commit of thousands: they all are in the ledger, and streams would not be in time for more than the last of them anyway.
        if (end - start > Kept && transactions[start].Seq == before + 1 && transactions[end - 1].Seq == before + end - start)
        {
            start = end - Kept;
            SkipTo(transactions[start].Seq - 1);
        }

        for (var i = start; i < end; i++)
        {
            if (transactions[i].Seq == Newest + 1)
            {
                _frames ??= new TransactionFrame[Kept];
                Newest++;
                _frames[Newest & (Kept - 1)] = new TransactionFrame(transactions[i]);
            }
        }

        return Newest != before;
    }

    /// <summary>Goes on behind this one, which is committed, and so are all before it: they are in the ledger for whoever needs them.</summary>
    public void SkipTo(long seq)
    {
        Newest = _before = seq;
        _frames = null;
    }
}
