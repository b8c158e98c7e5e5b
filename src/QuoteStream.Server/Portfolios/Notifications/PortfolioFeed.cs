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
internal sealed class PortfolioFeed : WheelTimer, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly ILedgerStore _store;
    private readonly StreamParts _parts;
    private readonly ILogger _logger;
    private readonly LedgerPages _pages;
    private readonly LiveValuation _valuation;
    private readonly FeedSchedule _schedule = new();
    private PortfolioBooks? _books;
    private RecentTransactions? _recent;
    private TaskCompletionSource? _refresh;
    private long _latestTold;
    private long _firstTold = long.MaxValue;
    private long _firstNewest;
    private bool _isMissing;
    private bool _isWorking;
    private bool _isClosed;

    public PortfolioFeed(string portfolio, ILedgerStore store, StreamParts parts, SemaphoreSlim replays, ILogger logger)
    {
        Portfolio = portfolio;
        _store = store;
        _parts = parts;
        _logger = logger;
        _pages = new LedgerPages(portfolio, store, replays, Fail);
        _valuation = new LiveValuation(this, parts);
    }

    public string Portfolio { get; }

    /// <summary>Who is told when there is something new.</summary>
    public Followers Followers { get; } = new();

    /// <summary>The newest valuation; null before the first.</summary>
    public PortfolioFrame? Valuation => _valuation.Newest;

    public FeedState State
    {
        get
        {
            lock (_gate)
            {
                return new FeedState(_books?.Terms, _isMissing, LatestKnown, _firstNewest, _schedule.Outage.IsDown ? _schedule.Outage.Number : 0);
            }
        }
    }

    // Under the gate, as all that uses it.
    private long? LatestKnown => _recent is null ? null : Math.Max(_recent.Newest, _latestTold);

    /// <summary>Nobody follows the portfolio any more.</summary>
    public void Close()
    {
        _parts.Wheel.Retire(this);
        lock (_gate)
        {
            _isClosed = true;
            if (!_isWorking)
            {
                _valuation.Release();
            }
        }
    }

    /// <summary>Whether what is known of the ledger is enough to begin there.</summary>
    public bool IsReadFor(in TransactionCursor from)
    {
        lock (_gate)
        {
            return _recent is not null && (from.IsNone || from.Seq <= LatestKnown);
        }
    }

    /// <summary>Reads the books, beginning now or later. Completes when that is done, or the ledger is down.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            if (_schedule.Outage.IsDown || _isClosed)
            {
                return Task.CompletedTask;
            }

            _refresh ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _schedule.WantBooksNow();
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

        Followers.WakeAll();
    }

    /// <summary>Another process has committed, up to this seq; 0: perhaps.</summary>
    public void OnAdvanced(long seq)
    {
        lock (_gate)
        {
            _latestTold = Math.Max(_latestTold, seq);
            if (seq == 0)
            {
                _schedule.WantBooksNow();
            }

            Arrange();
        }
    }

    /// <summary>A symbol that the valuation asked for has moved.</summary>
    public void OnQuoteMoved()
    {
        lock (_gate)
        {
            _schedule.IsMoved = true;
            Arrange();
        }
    }

    /// <summary>Reads a page of the ledger for a stream that is behind. Never fails: null when the ledger is down.</summary>
    public Task<TransactionPage?> ReadPageAsync(long after)
    {
        lock (_gate)
        {
            if (_schedule.Outage.IsDown || _isClosed)
            {
                return Task.FromResult<TransactionPage?>(null);
            }
        }

        return _pages.ReadAsync(after);
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
        while (TakeWork() is var work and not FeedWork.None)
        {
            try
            {
                switch (work)
                {
                    case FeedWork.Books:
                        await ReadBooksAsync();
                        break;
                    case FeedWork.CatchUp:
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

    private FeedWork TakeWork()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                _valuation.Release();
                return FeedWork.None;
            }

            var work = NextWork();
            if (work == FeedWork.None)
            {
                _isWorking = false;
                Arrange();
            }

            return work;
        }
    }

    private FeedWork NextWork() => _schedule.Next(_parts.Wheel.NowMicros, _recent is not null && _latestTold > _recent.Newest);

    // Starts the worker, or sets the timer for when there will be something to do. Under the gate, after whatever may be new.
    private void Arrange()
    {
        if (_isWorking || _isClosed)
        {
            return;
        }

        if (NextWork() != FeedWork.None)
        {
            _isWorking = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (_schedule.NextDueMicros is var due and not long.MaxValue)
        {
            _parts.Wheel.Schedule(this, due);
        }
    }

    // Under the gate. True when there is something new to write.
    private bool Take(IReadOnlyList<Transaction> transactions, int start, int end)
    {
        if (!_recent!.Take(transactions, start, end))
        {
            return false;
        }

        _latestTold = Math.Max(_latestTold, _recent.Newest);
        _schedule.WantBooksSoon();
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
            _schedule.OnBooksBegun(_parts.Wheel.NowMicros);
        }

        try
        {
            var books = await _store.ReadBooksAsync(Portfolio, CancellationToken.None);
            lock (_gate)
            {
                TakeBooks(books);
            }

            var isFirst = books is not null && Valuation is null;
            if (isFirst)
            {
                Revalue(); // At once: a stream that begins now shows it first.
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
        _schedule.HasBooks = _schedule.IsMoved = true;
        _latestTold = Math.Max(_latestTold, books.Balances.Seq);
        if (_recent is null)
        {
            // What was told while the ledger could not be read is new to the streams that were open by then.
            _firstNewest = Math.Min(books.Balances.Seq, _firstTold - 1);
            _recent = new RecentTransactions(_firstNewest);
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

        var read = await _store.ReadTransactionsAsync(Portfolio, after, RecentTransactions.Kept, CancellationToken.None);
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
        lock (_gate)
        {
            books = _books!;
            _schedule.OnValued(_parts.Wheel.NowMicros);
        }

        if (_valuation.Revalue(books))
        {
            Followers.WakeAll();
        }
    }

    private void Fail(Exception fault)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _schedule.Outage.Fail(_parts.Wheel.NowMicros);
            Arrange();
        }

        if (isNew)
        {
            FeedLog.LedgerLost(_logger, fault);
            Followers.WakeAll();
        }
    }

    /// <param name="isAwaited">Whether streams wait for what was read, also where nothing was wrong.</param>
    private void Recover(bool isAwaited)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _schedule.Outage.End();
        }

        if (isNew)
        {
            FeedLog.LedgerFound(_logger);
        }

        if (isNew || isAwaited)
        {
            Followers.WakeAll();
        }
    }
}
