using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>Where portfolios and their transactions are kept.</summary>
/// <remarks>
/// Any number of threads. Every member may throw <see cref="LedgerUnavailableException"/>; a post that did may or may not be written, which the
/// same post with the same key settles. What is booked is on disk before the task completes, and before any listener hears of it.
/// </remarks>
public interface ILedgerStore : IAsyncDisposable
{
    /// <summary>
    /// Brings the schema up to date. A store that cannot be reached now is no failure of the start: it is tried again with each use, and until
    /// then every member throws <see cref="LedgerUnavailableException"/>.
    /// </summary>
    /// <exception cref="LedgerSchemaException">The schema is of a newer version, or not of this program at all.</exception>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Writes a new portfolio. False when its owner has as many as may be.</summary>
    Task<bool> OpenAsync(PortfolioTerms terms, int maxOfOwner, CancellationToken cancellation);

    /// <summary>An owner's portfolios, oldest first.</summary>
    Task<IReadOnlyList<PortfolioTerms>> ListAsync(string owner, CancellationToken cancellation);

    /// <summary>Null when there is none of this id.</summary>
    Task<PortfolioTerms?> FindAsync(string portfolio, CancellationToken cancellation);

    /// <summary>The portfolio as after one of its transactions; null when there is none of this id.</summary>
    Task<PortfolioBooks?> ReadBooksAsync(string portfolio, CancellationToken cancellation);

    /// <summary>Books an order, once for each key.</summary>
    Task<PostOutcome> PostAsync(string portfolio, KeyedOrder order, CancellationToken cancellation);

    /// <summary>
    /// Books all orders in one commit, or none of them. Those that were booked before under their keys count as booked, so that the whole may be
    /// repeated.
    /// </summary>
    /// <param name="orders">1 to <see cref="StoreLimits.MaxOrdersAtOnce"/>.</param>
    /// <returns>One for each order when all are booked; else those until the first that is not, which is the last.</returns>
    Task<IReadOnlyList<PostOutcome>> PostAllAsync(string portfolio, IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation);

    /// <summary>The transactions after a seq, in order.</summary>
    /// <param name="limit">1 to <see cref="StoreLimits.MaxPage"/>.</param>
    Task<IReadOnlyList<Transaction>> ReadTransactionsAsync(string portfolio, long after, int limit, CancellationToken cancellation);

    /// <summary>Adds up every row of every portfolio and compares that with the balances kept.</summary>
    Task<TrialBalance> ProveAsync(CancellationToken cancellation);
}
