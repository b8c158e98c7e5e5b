using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>A started store on an empty database, and how the contracts of all stores speak to it.</summary>
public abstract class LedgerStoreSuite : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    private ILedgerDatabase _database = null!;

    protected ILedgerStore Store { get; private set; } = null!;

    protected CommitRecorder Told { get; } = new();

    public async Task InitializeAsync()
    {
        _database = await MakeDatabaseAsync();
        Store = _database.Open(Told);
        await Store.StartAsync(None);
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>An empty database.</summary>
    protected abstract Task<ILedgerDatabase> MakeDatabaseAsync();

    protected async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = _database.Open(Told);
        await Store.StartAsync(None);
    }

    protected async Task<PostOutcome> PostAllOfOneAsync(PortfolioTerms terms, KeyedOrder order) => (await Store.PostAllAsync(terms.Id, [order], None))[0];

    protected async Task<(PostResult Result, long Seq)> ResultAsync(PortfolioTerms terms, KeyedOrder order)
    {
        var outcome = await PostAsync(terms, order);
        return (outcome.Result, outcome.Transaction!.Seq);
    }

    protected async Task<(long Portfolios, long Transactions, bool IsProved)> ProofAsync()
    {
        var proof = await Store.ProveAsync(None);
        return (proof.Portfolios, proof.Transactions, proof.IsProved);
    }

    protected async Task<PortfolioTerms> OpenAsync(string currency = "USD", bool open = false)
    {
        var terms = Orders.Terms(currency: currency, open: open);
        Assert.True(await Store.OpenAsync(terms, 1_000, None));
        return terms;
    }

    protected Task<PostOutcome> PostAsync(PortfolioTerms terms, KeyedOrder order) => Store.PostAsync(terms.Id, order, None);

    // A list: the asserts take an array for a span, which does not live across an await.
    protected async Task<IReadOnlyList<long>> SeqsAsync(PortfolioTerms terms, long after, int limit) =>
        [.. (await Store.ReadTransactionsAsync(terms.Id, after, limit, None)).Select(transaction => transaction.Seq)];
}
