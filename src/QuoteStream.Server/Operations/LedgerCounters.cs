using System.Diagnostics.Metrics;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Operations;

/// <summary>What this server's commits count. Any thread.</summary>
internal sealed class LedgerCounters(Histogram<double> commit) : ICommitListener
{
    private static readonly int Types = Enum.GetValues<TransactionType>().Max(type => (int)type) + 1;

    private readonly long[] _transactions = new long[Types];

    public long TransactionsTotal(TransactionType type) => Volatile.Read(ref _transactions[(int)type]); // Atomic on every machine.

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
    {
        foreach (var transaction in transactions)
        {
            Interlocked.Increment(ref _transactions[(int)transaction.Type]); // Atomic: commits of several portfolios may come at once.
        }

        commit.Record(duration.TotalSeconds);
    }

    /// <summary>Another server's commit is counted there.</summary>
    public void Advanced(string? portfolio, long seq)
    {
    }
}
