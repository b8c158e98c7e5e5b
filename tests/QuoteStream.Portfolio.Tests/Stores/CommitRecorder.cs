using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>Keeps what a store tells, in the order in which it tells it.</summary>
public sealed class CommitRecorder : ICommitListener
{
    private readonly Lock _turn = new();
    private readonly List<Transaction> _committed = [];

    public IReadOnlyList<Transaction> All
    {
        get
        {
            lock (_turn)
            {
                return [.. _committed];
            }
        }
    }

    public IEnumerable<long> SeqsOf(string portfolio) => All.Where(transaction => transaction.Portfolio == portfolio).Select(transaction => transaction.Seq);

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
    {
        Assert.NotEmpty(transactions);
        Assert.True(duration >= TimeSpan.Zero);
        lock (_turn)
        {
            _committed.AddRange(transactions);
        }
    }

    public void Advanced(string? portfolio, long seq)
    {
    }
}
