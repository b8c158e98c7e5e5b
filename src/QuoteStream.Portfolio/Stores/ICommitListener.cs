using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>Hears of what has been committed. Called on the store's own threads, so it must be quick and not throw.</summary>
public interface ICommitListener
{
    /// <summary>
    /// These are on disk. Of one portfolio they mostly come in order of seq; where two commits were done at once, the later one may be told first.
    /// </summary>
    /// <param name="duration">How long the commit took that wrote them.</param>
    void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration);

    /// <summary>Another process has committed up to this seq, or this one may have missed that: read the ledger from where you are.</summary>
    /// <param name="portfolio">Null: any of them, for the connection that tells was away.</param>
    /// <param name="seq">0 when it is not known.</param>
    void Advanced(string? portfolio, long seq);
}
