using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>The ledger in PostgreSQL, in the schema quotestream. Any number of servers may use one database.</summary>
/// <remarks>
/// The lock of the portfolio's row orders its transactions over all servers; what a commit wrote is on the database's disk, whatever the
/// server's default says. Any number of threads.
/// </remarks>
public sealed class PostgresLedgerStore : ILedgerStore
{
    private readonly PostgresAccess _access;
    private readonly PostgresReading _reading;
    private readonly PostgresProof _proof;
    private readonly PostingLines _lines;
    private readonly CommitNotifications _notifications;
    private bool _isDisposed;

    /// <param name="connectionString">As Npgsql reads it; its timeouts and its pool's size hold.</param>
    /// <param name="listener">Hears of this server's commits, and of those of all servers, so of its own twice.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read, or names no host.</exception>
    public PostgresLedgerStore(string connectionString, TimeProvider time, ICommitListener listener, ILogger? logger = null)
    {
        var settings = PostgresSettings.Read(connectionString);
        var log = logger ?? NullLogger.Instance;
        _access = new PostgresAccess(settings, log);
        _reading = new PostgresReading(_access);
        _proof = new PostgresProof(_access);
        _lines = new PostingLines(new PostgresPosting(_access, time, listener), _access.Faults, log);
        _notifications = new CommitNotifications(settings, _access, time, listener, log);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _access.PrepareAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (PostgresFaults.IsFault(fault))
        {
            // It has been logged, and is tried again with each use.
        }

        _notifications.Start();
    }

    /// <inheritdoc/>
    public Task<bool> OpenAsync(PortfolioTerms terms, int maxOfOwner, CancellationToken cancellation) =>
        _reading.OpenAsync(terms, maxOfOwner, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PortfolioTerms>> ListAsync(string owner, CancellationToken cancellation) => _reading.ListAsync(owner, cancellation);

    /// <inheritdoc/>
    public Task<PortfolioTerms?> FindAsync(string portfolio, CancellationToken cancellation) => _reading.FindAsync(portfolio, cancellation);

    /// <inheritdoc/>
    public Task<PortfolioBooks?> ReadBooksAsync(string portfolio, CancellationToken cancellation) => _reading.ReadBooksAsync(portfolio, cancellation);

    /// <inheritdoc/>
    public async Task<PostOutcome> PostAsync(string portfolio, KeyedOrder order, CancellationToken cancellation) =>
        (await _lines.PostAsync(portfolio, [order], cancellation).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PostOutcome>> PostAllAsync(string portfolio, IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(orders.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(orders.Count, StoreLimits.MaxOrdersAtOnce);
        return await _lines.PostAsync(portfolio, orders, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Transaction>> ReadTransactionsAsync(string portfolio, long after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, StoreLimits.MaxPage);
        return _reading.ReadTransactionsAsync(portfolio, after, limit, cancellation);
    }

    /// <inheritdoc/>
    public Task<TrialBalance> ProveAsync(CancellationToken cancellation) => _proof.ProveAsync(cancellation);

    /// <summary>Books what waits, within ten seconds, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        // Whoever disposes a second time waits for nothing.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _lines.DisposeAsync().ConfigureAwait(false);
        await _notifications.DisposeAsync().ConfigureAwait(false);
        await _access.DisposeAsync().ConfigureAwait(false);
    }
}
