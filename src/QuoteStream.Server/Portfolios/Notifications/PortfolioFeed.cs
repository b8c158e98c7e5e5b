using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>What the streams of one portfolio share: its newest transactions, in order, and its valuation.</summary>
/// <remarks>
/// Any number of threads under one short lock; one worker at a time reads the ledger and values the portfolio, on the thread pool, while there is
/// something to do. It asks the ledger when it begins, after transactions (at most once a second), and when it was told of something that it does
/// not have: never because time goes by.
/// </remarks>
internal sealed partial class PortfolioFeed(
    string portfolio, ILedgerStore store, StreamParts parts, SemaphoreSlim replays, ILogger logger) : WheelTimer, IThreadPoolWorkItem
{
    /// <summary>Between two valuations, and between two readings of the books that transactions cause: the contract's 1 s.</summary>
    private const long IntervalMicros = 1_000_000;

    private readonly Lock _gate = new();
    private readonly LedgerOutage _outage = new();
    private readonly Dictionary<long, Task<TransactionPage?>> _reads = [];
    private readonly WeakReference<TransactionPage?> _lastPage = new(null);
    private readonly List<PortfolioFollower> _followers = [];
    private LiveValuation? _valuation;
    private PortfolioBooks? _books;
    private RecentTransactions? _recent;
    private TaskCompletionSource? _refresh;
    private long _latestTold;
    private long _firstTold = long.MaxValue;
    private long _booksDueMicros = long.MaxValue;
    private long _booksReadMicros = -IntervalMicros;
    private long _valuedMicros = -IntervalMicros;
    private int _joined;
    private bool _isMoved;
    private bool _isMissing;
    private bool _isWorking;
    private bool _isClosed;

    private enum Work
    {
        None,
        Books,
        CatchUp,
        Value,
    }

    public string Portfolio { get; } = portfolio;

    /// <summary>The newest valuation; null before the first.</summary>
    public PortfolioFrame? Valuation => Volatile.Read(ref _valuation)?.Newest; // Made by the worker, once.

    /// <summary>Counts the times that the ledger could not be used; it cannot be now where <see cref="LedgerOutage.IsDown"/>.</summary>
    public int Outage
    {
        get
        {
            lock (_gate)
            {
                return _outage.IsDown ? _outage.Number : 0;
            }
        }
    }

    /// <summary>Seq of the newest transaction that is known to be committed; null before the ledger has been read.</summary>
    public long? Latest
    {
        get
        {
            lock (_gate)
            {
                return _recent is null ? null : Math.Max(_recent.Newest, _latestTold);
            }
        }
    }

    /// <summary>What the ledger says of the portfolio: whose it is; null before it has been read.</summary>
    public PortfolioTerms? Terms
    {
        get
        {
            lock (_gate)
            {
                return _books?.Terms;
            }
        }
    }

    /// <summary>The ledger has been read, and has no such portfolio.</summary>
    public bool IsMissing
    {
        get
        {
            lock (_gate)
            {
                return _isMissing;
            }
        }
    }

    /// <summary>Behind which a stream begins that was opened before the ledger had been read; <see cref="Latest"/> is for those that came later.</summary>
    public long FirstNewest { get; private set; }

    public void Join()
    {
        lock (_gate)
        {
            _joined++;
        }
    }

    /// <summary>From now on the follower is woken.</summary>
    public void Add(PortfolioFollower follower)
    {
        lock (_gate)
        {
            _followers.Add(follower);
        }
    }

    /// <returns>Whether nobody is left.</returns>
    public bool Leave(PortfolioFollower? follower)
    {
        lock (_gate)
        {
            if (follower is not null)
            {
                _followers.Remove(follower);
            }

            return --_joined == 0;
        }
    }

    /// <summary>Nobody follows the portfolio any more.</summary>
    public void Close()
    {
        parts.Wheel.Retire(this);
        lock (_gate)
        {
            _isClosed = true;
            if (!_isWorking)
            {
                _valuation?.Release();
            }
        }
    }

    /// <summary>Whether what is known of the ledger is enough to begin there.</summary>
    public bool IsReadFor(in TransactionCursor from)
    {
        lock (_gate)
        {
            return _recent is not null && (from.IsNone || from.Seq <= Math.Max(_recent.Newest, _latestTold));
        }
    }

    /// <summary>Reads the books, beginning now or later. Completes when that is done, or the ledger is down.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            if (_outage.IsDown || _isClosed)
            {
                return Task.CompletedTask;
            }

            _refresh ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _booksDueMicros = 0;
            Arrange();
            return _refresh.Task;
        }
    }

    /// <summary>The frame of a transaction; null when it is not here.</summary>
    /// <param name="isBehind">Whether it is committed, so that the ledger has it.</param>
    public TransactionFrame? Find(long seq, out bool isBehind)
    {
        lock (_gate)
        {
            var found = _recent?.Find(seq);
            isBehind = found is null && _recent is not null && seq <= _recent.Newest;
            return found;
        }
    }

    /// <summary>These are committed. Any thread, in any order.</summary>
    public void OnCommitted(IReadOnlyList<Transaction> transactions, int start, int end)
    {
        lock (_gate)
        {
            for (var i = start; i < end; i++)
            {
                _firstTold = Math.Min(_firstTold, transactions[i].Seq);
                _latestTold = Math.Max(_latestTold, transactions[i].Seq);
            }

            if (_recent is null || !Take(transactions, start, end))
            {
                Arrange();
                return;
            }
        }

        WakeAll();
    }

    /// <summary>Another process has committed, up to this seq; 0: perhaps.</summary>
    public void OnAdvanced(long seq)
    {
        lock (_gate)
        {
            _latestTold = Math.Max(_latestTold, seq);
            if (seq == 0)
            {
                _booksDueMicros = 0;
            }

            Arrange();
        }
    }

    /// <summary>A symbol that the valuation asked for has moved.</summary>
    public void OnQuoteMoved()
    {
        lock (_gate)
        {
            _isMoved = true;
            Arrange();
        }
    }

    /// <summary>Reads a page of the ledger, or shares one that is read or held already. Never fails: null when the ledger is down.</summary>
    public Task<TransactionPage?> ReadPageAsync(long after)
    {
        lock (_gate)
        {
            if (_outage.IsDown || _isClosed)
            {
                return Task.FromResult<TransactionPage?>(null);
            }

            if (_lastPage.TryGetTarget(out var page) && page?.Find(after + 1) is not null)
            {
                return Task.FromResult<TransactionPage?>(page);
            }

            if (!_reads.TryGetValue(after, out var read))
            {
                _reads[after] = read = Task.Run(() => ReadPageNowAsync(after));
            }

            return read;
        }
    }

    /// <summary>The worker: one at a time, until nothing is due.</summary>
    public void Execute() => _ = WorkAsync();

    protected internal override void OnDue()
    {
        lock (_gate)
        {
            Arrange();
        }
    }

    private async Task WorkAsync()
    {
        while (TakeWork() is var work and not Work.None)
        {
            try
            {
                switch (work)
                {
                    case Work.Books:
                        await ReadBooksAsync();
                        break;
                    case Work.CatchUp:
                        await CatchUpAsync();
                        break;
                    default:
                        Revalue();
                        break;
                }
            }
            catch (Exception fault)
            {
                // The ledger is down, or a bug: told to the streams, and tried again.
                Fail(fault);
            }
        }
    }

    private Work TakeWork()
    {
        lock (_gate)
        {
            var work = NextWork();
            if (_isClosed)
            {
                _valuation?.Release();
                work = Work.None;
            }

            if (work == Work.None)
            {
                _isWorking = false;
                Arrange();
            }

            return work;
        }
    }

    private Work NextWork()
    {
        var now = parts.Wheel.NowMicros;
        if (now >= _outage.RetryMicros)
        {
            if (now >= _booksDueMicros || _outage.IsDown)
            {
                return Work.Books;
            }

            if (_recent is not null && _latestTold > _recent.Newest)
            {
                return Work.CatchUp;
            }
        }

        return _isMoved && _books is not null && now >= _valuedMicros + IntervalMicros ? Work.Value : Work.None;
    }

    // Starts the worker, or sets the timer for when there will be something to do. Under the gate, after whatever may be new.
    private void Arrange()
    {
        if (_isWorking || _isClosed)
        {
            return;
        }

        if (NextWork() != Work.None)
        {
            _isWorking = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        var due = _outage.IsDown ? _outage.RetryMicros : _booksDueMicros;
        if (_isMoved && _books is not null)
        {
            due = Math.Min(due, _valuedMicros + IntervalMicros);
        }

        if (due != long.MaxValue)
        {
            parts.Wheel.Schedule(this, due);
        }
    }

    // Under the gate. True when there is something new to write.
    private bool Take(IReadOnlyList<Transaction> transactions, int start, int end)
    {
        var before = _recent!.Newest;

        // A commit of thousands: they all are in the ledger, and streams would not be in time for more than the last of them anyway.
        if (end - start > RecentTransactions.Kept && transactions[start].Seq == before + 1 && transactions[end - 1].Seq == before + end - start)
        {
            start = end - RecentTransactions.Kept;
            _recent.SkipTo(transactions[start].Seq - 1);
        }

        for (var i = start; i < end; i++)
        {
            // What was told before is passed over; what comes too early is read from the ledger, with those before it.
            if (transactions[i].Seq == _recent.Newest + 1)
            {
                _recent.Append(transactions[i]);
            }
        }

        if (_recent.Newest == before)
        {
            return false;
        }

        _latestTold = Math.Max(_latestTold, _recent.Newest);
        _booksDueMicros = Math.Min(_booksDueMicros, Math.Max(parts.Wheel.NowMicros, _booksReadMicros + IntervalMicros));
        Arrange();
        return true;
    }

    private async Task ReadBooksAsync()
    {
        TaskCompletionSource? refresh;
        lock (_gate)
        {
            // Whoever asks from now on wants books that are read after this.
            refresh = _refresh;
            _refresh = null;
            _booksDueMicros = long.MaxValue;
            _booksReadMicros = parts.Wheel.NowMicros;
        }

        try
        {
            var books = await store.ReadBooksAsync(Portfolio, CancellationToken.None);
            lock (_gate)
            {
                TakeBooks(books);
            }

            var isFirst = books is not null && Valuation is null;
            if (isFirst)
            {
                // At once: a stream that begins now shows it first.
                Revalue();
            }

            Recover(isAwaited: isFirst || refresh is not null);
        }
        finally
        {
            refresh?.TrySetResult();
        }
    }

    private void TakeBooks(PortfolioBooks? books)
    {
        _isMissing = books is null;
        if (books is null)
        {
            return;
        }

        _books = books;
        _isMoved = true;
        _latestTold = Math.Max(_latestTold, books.Balances.Seq);
        if (_recent is null)
        {
            // What was told while the ledger could not be read is new to the streams that were open by then.
            FirstNewest = Math.Min(books.Balances.Seq, _firstTold - 1);
            _recent = new RecentTransactions(FirstNewest);
        }
    }

    private async Task CatchUpAsync()
    {
        long after;
        lock (_gate)
        {
            if (_latestTold - _recent!.Newest > RecentTransactions.Kept)
            {
                _recent.SkipTo(_latestTold - RecentTransactions.Kept);
            }

            after = _recent.Newest;
        }

        var read = await store.ReadTransactionsAsync(Portfolio, after, RecentTransactions.Kept, CancellationToken.None);
        lock (_gate)
        {
            if (read.Count == 0 && _recent.Newest == after)
            {
                throw new InvalidDataException($"The ledger told of transaction {_latestTold}, and has none after {after}.");
            }

            Take(read, 0, read.Count);
        }

        Recover(isAwaited: true);
    }

    private void Revalue()
    {
        PortfolioBooks books;
        LiveValuation valuation;
        lock (_gate)
        {
            books = _books!;
            valuation = _valuation ??= new LiveValuation(this, parts);
            _isMoved = false;
            _valuedMicros = parts.Wheel.NowMicros;
        }

        if (valuation.Revalue(books))
        {
            WakeAll();
        }
    }

    private async Task<TransactionPage?> ReadPageNowAsync(long after)
    {
        TransactionPage? page = null;
        await replays.WaitAsync();
        try
        {
            page = new TransactionPage(after, await store.ReadTransactionsAsync(Portfolio, after, TransactionPage.Size, CancellationToken.None));
            if (page.Find(after + 1) is null)
            {
                throw new InvalidDataException($"The ledger has no transaction after {after} any more.");
            }
        }
        catch (Exception fault)
        {
            // As in the worker, which looks for the ledger's return.
            page = null;
            Fail(fault);
        }
        finally
        {
            replays.Release();
        }

        lock (_gate)
        {
            _reads.Remove(after);
            _lastPage.SetTarget(page);
        }

        return page;
    }

    private void Fail(Exception fault)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _outage.Fail(parts.Wheel.NowMicros);
            Arrange();
        }

        if (isNew)
        {
            LedgerLost(logger, fault);
            WakeAll();
        }
    }

    /// <param name="isAwaited">Whether streams wait for what was read, also where nothing was wrong.</param>
    private void Recover(bool isAwaited)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _outage.End();
        }

        if (isNew)
        {
            LedgerFound(logger);
        }

        if (isNew || isAwaited)
        {
            WakeAll();
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            foreach (var follower in _followers)
            {
                follower.Wake();
            }
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "The ledger cannot be read for the streams of a portfolio; it is tried again.")]
    private static partial void LedgerLost(ILogger logger, Exception fault);

    [LoggerMessage(21, LogLevel.Information, "The ledger can be read again for the streams of a portfolio.")]
    private static partial void LedgerFound(ILogger logger);
}
