using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Sqlite;

namespace QuoteStream.Benchmarks.Portfolio;

/// <summary>Booking a transaction, and having it on disk: 64 callers that each wait for the answer before they ask again.</summary>
[MemoryDiagnoser]
public class LedgerBenchmarks : ICommitListener
{
    private const int Callers = 64;
    private const int OrdersEach = 100;

    private static readonly PortfolioTerms Terms = new(new string('0', 32), "alice", "Main", Currency.Get("USD"), true, true, 0);

    private static readonly BookingState State = new(
        Terms, new Balances(7, new Entry(5_000, 1_000, 0, 0, -6_000), 0, 1), new Position("AAPL", 10, 1_000, 0));

    private static readonly TransactionOrder Sale = new() { Type = TransactionType.Sell, Symbol = "AAPL", Quantity = 3, Price = 189.13m, Fee = 1 };

    private string _folder = null!;
    private SqliteLedgerStore _store = null!;
    private PortfolioTerms[] _portfolios = null!;
    private long _key;

    [GlobalSetup(Target = nameof(Post))]
    public void StartStore()
    {
        _folder = Directory.CreateTempSubdirectory("quotestream-").FullName;
        _store = new SqliteLedgerStore(new SqliteLedgerOptions { Path = Path.Combine(_folder, "ledger.db") }, this, TimeProvider.System);
        _store.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        _portfolios = [.. Enumerable.Range(0, Callers).Select(i => Terms with { Id = Guid.NewGuid().ToString("N") })];
        foreach (var terms in _portfolios)
        {
            _store.OpenAsync(terms, Callers, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    [GlobalCleanup(Target = nameof(Post))]
    public void StopStore()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public BookingResult Book() => BookingRules.Book(State, Sale, 1);

    /// <summary>Of one transaction, on a file in the temporary folder: choose its disk by TMPDIR.</summary>
    [Benchmark(OperationsPerInvoke = Callers * OrdersEach)]
    public Task Post() => Task.WhenAll(_portfolios.Select(terms => Task.Run(async () =>
    {
        for (var i = 0; i < OrdersEach; i++)
        {
            var order = new KeyedOrder($"key-{Interlocked.Increment(ref _key)}", Sale);
            if ((await _store.PostAsync(terms.Id, order, CancellationToken.None)).Result != PostResult.Booked)
            {
                throw new InvalidOperationException($"{order.Key} was not booked.");
            }
        }
    })));

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration) => DeadCodeEliminationHelper.KeepAliveWithoutBoxing(transactions);

    public void Advanced(string? portfolio, long seq)
    {
    }
}
