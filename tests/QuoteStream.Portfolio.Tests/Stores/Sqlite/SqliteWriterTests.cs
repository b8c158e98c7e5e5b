using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

/// <summary>The writer's queue, its listener, and what a power cut would leave.</summary>
public sealed class SqliteWriterTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SqliteDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Beyond_what_may_wait_orders_are_refused_as_busy()
    {
        using var listener = new StoppedListener();
        await using var store = _database.Open(listener);
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 10, None);
        await store.PostAsync(terms.Id, Orders.Deposit("first", 1), None);
        await Eventually.True(() => listener.IsHeld);

        var waiting = Enumerable.Range(0, StoreLimits.MaxWaiting).Select(i => store.PostAsync(terms.Id, Orders.Deposit($"{i}", 1), None)).ToArray();
        var busy = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.PostAsync(terms.Id, Orders.Deposit("more", 1), None));
        Assert.Equal(LedgerFault.Busy, busy.Fault);

        listener.LetGo();
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(PostResult.Booked, outcome.Result));
        Assert.Equal(PostResult.Booked, (await store.PostAsync(terms.Id, Orders.Deposit("more", 1), None)).Result);
    }

    [Fact]
    public async Task A_listener_that_throws_stops_nothing()
    {
        await using var store = _database.Open(new ThrowingListener());
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 10, None);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(PostResult.Booked, (await store.PostAsync(terms.Id, Orders.Deposit($"{i}", 1), None)).Result);
        }
    }

    [Fact]
    public async Task The_files_as_they_are_at_any_moment_hold_what_was_acknowledged()
    {
        var told = new CommitRecorder();
        await using var store = _database.Open(told);
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 10, None);
        using var stop = new CancellationTokenSource();
        var posting = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            // Fewer than make a checkpoint: copying two files that both change is not what a power cut does.
            for (var i = 0; i < 400 && !stop.IsCancellationRequested; i++)
            {
                await store.PostAsync(terms.Id, Orders.Deposit($"{caller} {i}", 1), None);
            }
        })).ToArray();
        for (var copy = 0; copy < 5; copy++)
        {
            await Eventually.True(() => told.All.Count > copy * 20);
            var acknowledged = told.All;
            await ProveCopyAsync(terms, acknowledged);
        }

        await stop.CancelAsync();
        await Task.WhenAll(posting);
    }

    private async Task ProveCopyAsync(PortfolioTerms terms, IReadOnlyList<Transaction> acknowledged)
    {
        await using var copied = new SqliteDatabase();
        File.Copy(_database.File, copied.File);
        File.Copy(_database.File + "-wal", copied.File + "-wal");
        await using var store = copied.Open(new CommitRecorder());
        await store.StartAsync(None);

        Assert.Empty((await store.ProveAsync(None)).Faults);
        Assert.True((await store.ReadBooksAsync(terms.Id, None))!.Balances.Seq >= acknowledged.Count);
        Assert.Equal(acknowledged.Take(StoreLimits.MaxPage), (await store.ReadTransactionsAsync(terms.Id, 0, StoreLimits.MaxPage, None)).Take(acknowledged.Count));
        Assert.Equal(PostResult.Booked, (await store.PostAsync(terms.Id, Orders.Deposit("after", 1), None)).Result);
    }

    private sealed class StoppedListener : ICommitListener, IDisposable
    {
        private readonly ManualResetEventSlim _go = new();

        private volatile bool _isHeld;

        public bool IsHeld => _isHeld;

        public void LetGo() => _go.Set();

        public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
        {
            _isHeld = true;
            // A test that fails does not let go.
            _go.Wait(Eventually.DefaultTimeout);
        }

        public void Advanced(string? portfolio, long seq)
        {
        }

        public void Dispose() => _go.Dispose();
    }

    private sealed class ThrowingListener : ICommitListener
    {
        public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration) => throw new InvalidOperationException("No.");

        public void Advanced(string? portfolio, long seq)
        {
        }
    }
}
