using System.Collections.Concurrent;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>Keeps what a store hears of other servers' commits.</summary>
internal sealed class AdvanceRecorder : ICommitListener
{
    public ConcurrentQueue<(string? Portfolio, long Seq)> Heard { get; } = new();

    /// <summary>How often a connection has said that anything may have happened.</summary>
    public int Connections => Heard.Count(heard => heard == (null, 0));

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
    {
    }

    public void Advanced(string? portfolio, long seq) => Heard.Enqueue((portfolio, seq));
}
