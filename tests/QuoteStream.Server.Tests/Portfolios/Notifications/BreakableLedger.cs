using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

/// <summary>A real store whose readers can be told that it is not there.</summary>
internal sealed class BreakableLedger(ILedgerStore store) : ILedgerStore
{
    private int _reads;
    private int _readsLeft = int.MaxValue;

    /// <summary>How often transactions or books were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>From now on every read fails.</summary>
    public void Break() => BreakAfter(0);

    /// <summary>After so many reads more, every one fails.</summary>
    public void BreakAfter(int reads) => Volatile.Write(ref _readsLeft, reads);

    public void Mend() => BreakAfter(int.MaxValue);

    public Task StartAsync(CancellationToken cancellation) => store.StartAsync(cancellation);

    public Task<bool> OpenAsync(PortfolioTerms terms, int maxOfOwner, CancellationToken cancellation) => store.OpenAsync(terms, maxOfOwner, cancellation);

    public Task<IReadOnlyList<PortfolioTerms>> ListAsync(string owner, CancellationToken cancellation) => store.ListAsync(owner, cancellation);

    public Task<PortfolioTerms?> FindAsync(string portfolio, CancellationToken cancellation) => store.FindAsync(portfolio, cancellation);

    public async Task<PortfolioBooks?> ReadBooksAsync(string portfolio, CancellationToken cancellation)
    {
        Count();
        return await store.ReadBooksAsync(portfolio, cancellation);
    }

    public Task<PostOutcome> PostAsync(string portfolio, KeyedOrder order, CancellationToken cancellation) => store.PostAsync(portfolio, order, cancellation);

    public Task<IReadOnlyList<PostOutcome>> PostAllAsync(string portfolio, IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation) =>
        store.PostAllAsync(portfolio, orders, cancellation);

    public async Task<IReadOnlyList<Transaction>> ReadTransactionsAsync(string portfolio, long after, int limit, CancellationToken cancellation)
    {
        Count();
        return await store.ReadTransactionsAsync(portfolio, after, limit, cancellation);
    }

    public Task<TrialBalance> ProveAsync(CancellationToken cancellation) => store.ProveAsync(cancellation);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private void Count()
    {
        Interlocked.Increment(ref _reads);
        if (Volatile.Read(ref _readsLeft) <= 0 || Interlocked.Decrement(ref _readsLeft) < 0)
        {
            throw new LedgerUnavailableException(LedgerFault.Unreachable, "A test has broken it.");
        }
    }
}
