using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

/// <summary>Tells of commits as they come, or keeps them until the test tells of them itself.</summary>
internal sealed class HeldCommits(ICommitListener listener) : ICommitListener
{
    private readonly Lock _gate = new();
    private readonly List<Transaction> _held = [];
    private bool _holds;

    public IReadOnlyList<Transaction> Held
    {
        get
        {
            lock (_gate)
            {
                return [.. _held];
            }
        }
    }

    public void Hold(bool holds)
    {
        lock (_gate)
        {
            _holds = holds;
            _held.Clear();
        }
    }

    public void Tell(params Transaction[] transactions) => listener.Committed(transactions, TimeSpan.Zero);

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
    {
        lock (_gate)
        {
            if (_holds)
            {
                _held.AddRange(transactions);
                return;
            }
        }

        listener.Committed(transactions, duration);
    }

    public void Advanced(string? portfolio, long seq) => listener.Advanced(portfolio, seq);
}
