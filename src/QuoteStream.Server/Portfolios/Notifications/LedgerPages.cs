using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>Reads a portfolio's ledger page by page for the streams that are behind; those at the same place share a page.</summary>
/// <remarks>Any number of threads. Keeps no page that no stream holds.</remarks>
/// <param name="replays">Pages read at once, of all portfolios.</param>
/// <param name="onFault">Called where a page could not be read, before its task completes.</param>
internal sealed class LedgerPages(string portfolio, ILedgerStore store, SemaphoreSlim replays, Action<Exception> onFault)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Task<TransactionPage?>> _reads = [];
    private readonly WeakReference<TransactionPage?> _last = new(null);

    /// <summary>The page behind a seq. Never fails: null when it could not be read.</summary>
    /// <param name="after">Of a transaction that is not the ledger's last.</param>
    public Task<TransactionPage?> ReadAsync(long after)
    {
        lock (_gate)
        {
            if (_last.TryGetTarget(out var page) && page?.Find(after + 1) is not null)
            {
                return Task.FromResult<TransactionPage?>(page);
            }

            if (!_reads.TryGetValue(after, out var read))
            {
                _reads[after] = read = Task.Run(() => ReadNowAsync(after));
            }

            return read;
        }
    }

    private async Task<TransactionPage?> ReadNowAsync(long after)
    {
        TransactionPage? page = null;
        await replays.WaitAsync();
        try
        {
            var read = new TransactionPage(after, await store.ReadTransactionsAsync(portfolio, after, TransactionPage.Size, CancellationToken.None));
            page = read.Find(after + 1) is null ? throw new InvalidDataException($"The ledger has no transaction after {after} any more.") : read;
        }
        catch (Exception fault)
        {
            // The ledger is down, or not what it was: the feed tells the streams, and tries again.
            onFault(fault);
        }
        finally
        {
            replays.Release();
        }

        lock (_gate)
        {
            _reads.Remove(after);
            _last.SetTarget(page);
        }

        return page;
    }
}
