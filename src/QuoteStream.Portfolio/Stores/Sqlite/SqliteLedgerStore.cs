using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>The embedded ledger: one file, one writer, no server to run.</summary>
/// <remarks>
/// Nothing here blocks a thread of the pool. One server uses a file at a time; a second one on the same file is told so with every use until
/// the first has ended (see <see cref="LedgerFile"/>).
/// </remarks>
public sealed class SqliteLedgerStore : ILedgerStore
{
    /// <summary>Reads that wait: with two threads, half a second of pages or a twentieth of a second of single rows.</summary>
    private const int MaxWaitingReads = 1_000;

    /// <summary>Proofs that wait for the one that runs.</summary>
    private const int MaxWaitingProofs = 4;

    private readonly LedgerFile _file;
    private readonly LedgerWriter _writer;
    private readonly LedgerReaders _readers;

    // A proof takes seconds: not on a thread that pages wait for.
    private readonly LedgerReaders _prover;

    public SqliteLedgerStore(SqliteLedgerOptions options, ICommitListener listener, TimeProvider time)
    {
        options.Validate();
        _file = new LedgerFile(options.Path, time);
        _writer = new LedgerWriter(_file, options, listener, time);
        _readers = new LedgerReaders(_file, options.Readers, MaxWaitingReads);
        _prover = new LedgerReaders(_file, 1, MaxWaitingProofs);
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _writer.Ask(_ => true, 1, cancellation);
        }
        catch (LedgerUnavailableException unavailable) when (unavailable.InnerException is LedgerSchemaException schema)
        {
            throw new LedgerSchemaException(schema.Message, schema);
        }
        catch (LedgerUnavailableException unavailable) when (unavailable.Fault != LedgerFault.Stopped)
        {
            // As the interface says: every use tries again, and says why it cannot.
        }
    }

    public Task<bool> OpenAsync(PortfolioTerms terms, int maxOfOwner, CancellationToken cancellation) =>
        _writer.Ask(session => session.Open(terms, maxOfOwner), 1, cancellation);

    public Task<IReadOnlyList<PortfolioTerms>> ListAsync(string owner, CancellationToken cancellation) =>
        _readers.Ask(session => session.List(owner), cancellation);

    public Task<PortfolioTerms?> FindAsync(string portfolio, CancellationToken cancellation) =>
        _readers.Ask(session => session.Find(portfolio), cancellation);

    public Task<PortfolioBooks?> ReadBooksAsync(string portfolio, CancellationToken cancellation) =>
        _readers.Ask(session => session.ReadBooks(portfolio), cancellation);

    public Task<PostOutcome> PostAsync(string portfolio, KeyedOrder order, CancellationToken cancellation)
    {
        var digest = OrderDigest.Of(order.Order);
        return _writer.Ask(session => session.Post(portfolio, order, digest), 1, cancellation);
    }

    public Task<IReadOnlyList<PostOutcome>> PostAllAsync(string portfolio, IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(orders.Count, nameof(orders));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(orders.Count, StoreLimits.MaxOrdersAtOnce, nameof(orders));
        var digests = orders.Select(order => OrderDigest.Of(order.Order)).ToArray();
        return _writer.Ask(session => session.PostAll(portfolio, orders, digests), orders.Count, cancellation);
    }

    public Task<IReadOnlyList<Transaction>> ReadTransactionsAsync(string portfolio, long after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, StoreLimits.MaxPage);
        return _readers.Ask(session => session.ReadTransactions(portfolio, after, limit), cancellation);
    }

    public Task<TrialBalance> ProveAsync(CancellationToken cancellation) => _prover.Ask(session => session.Prove(cancellation), cancellation);

    /// <summary>Does what was accepted, and closes the file. Whoever asks later is told that the ledger has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        // The writer last: it empties the log, which no reader may use then.
        await _readers.DisposeAsync();
        await _prover.DisposeAsync();
        await _writer.DisposeAsync();
        _file.Dispose();
    }
}
