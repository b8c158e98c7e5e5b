using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Portfolios.Notifications;
using QuoteStream.Server.Security;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Streaming;

/// <summary>One stream: waits, collects what changed, writes it in one go, and waits again.</summary>
/// <remarks>
/// One loop, run by whoever wakes it, on any thread but on one at a time. While a write waits for a slow reader, ticks only move versions on,
/// so its memory is bounded by its symbols. Hot path: once per write. Does not allocate or log.
/// </remarks>
internal sealed class Subscriber : WheelTimer, IThreadPoolWorkItem
{
    private readonly StreamParts _parts;
    private readonly StreamOutput _output;
    private readonly ChangeCollector _changes;
    private readonly TaskCompletionSource<StreamEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadyStack _ready;
    private WakeSignal _signal;
    private PlannedEnd _plannedEnd = new();
    private readonly double _maxRate;

    // Null for most streams: what following a portfolio needs is all in there.
    private readonly PortfolioFollower? _portfolio;
    private SelectionQueue? _selections;
    private long _heartbeatMicros;
    private long _timerMicros;

    /// <param name="portfolio">Null: the stream follows none.</param>
    public Subscriber(StreamRequest request, StreamParts parts, StreamOutput output, PortfolioFollower? portfolio = null)
    {
        _parts = parts;
        _output = output;
        _portfolio = portfolio;
        StreamCursor? resumeFrom = request.Cursor is { } cursor && parts.IsOurs(cursor) ? cursor : null;
        var hasOtherSymbols = resumeFrom is { Symbols: not 0 } of && of.Symbols != request.Selection.SymbolsHash();
        _changes = new ChangeCollector(
            parts,
            [.. request.Selection.Symbols.Select(symbol => new Subscription(this, symbol))],
            resumeFrom,
            hasOtherSymbols);
        _maxRate = request.Selection.MaxRate;
        StreamId = request.StreamId;
        Owner = request.Owner is { } owner ? new StreamOwner(owner, ExpiryOf(owner)) : null;
        Resume = request.Cursor is null ? ResumeKind.None : resumeFrom is null || hasOtherSymbols ? ResumeKind.Snapshot : ResumeKind.Delta;
    }

    public string StreamId { get; }

    /// <summary>Null: the stream is anonymous, and belongs to who knows its id.</summary>
    public StreamOwner? Owner { get; }

    public ResumeKind Resume { get; }

    public IReadOnlyList<Subscription> Subscriptions => _changes.Subscriptions;

    /// <summary>Why it ended, once it has: because the client went, the server ended it, or a write took too long.</summary>
    public Task<StreamEnd> Ended => _ended.Task;

    /// <summary>How long after its receipt the last quote or trade was written.</summary>
    public long LagNanos { get; private set; }

    private long NowMicros => _parts.Wheel.NowMicros;

    /// <summary>Begins the stream; from then on it runs by itself. Once.</summary>
    public async Task BeginAsync()
    {
        _changes.Bind();
        _portfolio?.Attach(this);
        await _output.StartAsync();
        _output.Write(StreamEvents.Hello(this, _parts));
        _parts.Counters.EventsWritten(EventKind.Hello, 1);
        _heartbeatMicros = NowMicros + Micros(_parts.Options.HeartbeatInterval);
        if (_parts.Options.MaxStreamAge > TimeSpan.Zero)
        {
            EndAfter(StreamEnd.Age, _parts.Options.MaxStreamAge);
        }

        Execute();
    }

    /// <summary>A channel took the waiter out of its stack: the loop will see to it. Any thread.</summary>
    public void OnReady(SubscriptionWaiter waiter)
    {
        _ready.Push(waiter);
        Wake();
    }

    /// <summary>Ends the stream with a goodbye, once it has been open for, or after, this time. The earliest wins. Any thread.</summary>
    public void EndAfter(StreamEnd reason, TimeSpan delay)
    {
        if (_plannedEnd.TryPlan(reason, NowMicros + Micros(delay)))
        {
            Wake();
        }
    }

    /// <summary>Changes what the stream watches; it takes it over before its next write. Any thread.</summary>
    /// <param name="change">May throw: then nothing has changed.</param>
    /// <returns>The whole new selection; null when too many changes wait already.</returns>
    public StreamSelection? Change(Func<StreamSelection, StreamSelection> change)
    {
        var selections = Volatile.Read(ref _selections)
            ?? Interlocked.CompareExchange(ref _selections, new SelectionQueue(Selection()), null) // Two first changes make one queue.
            ?? _selections;
        var changed = selections.Change(change);
        Wake();
        return changed;
    }

    /// <summary>Extends the life of a stream that has an owner. Any thread.</summary>
    /// <param name="fresh">Of the same subject.</param>
    public void Renew(Credentials fresh)
    {
        Owner!.Renew(fresh, ExpiryOf(fresh));
        Wake();
    }

    /// <summary>The connection has gone: the loop ends. Any thread.</summary>
    public void OnAborted()
    {
        _output.OnAborted();
        Wake();
    }

    /// <summary>The loop looks at what there is to do. Any thread.</summary>
    public void Wake()
    {
        if (_signal.Set())
        {
            Wakeups.Add(this);
        }
    }

    /// <summary>The timer is off the wheel, or was used for something else: whatever is due next has to be set again. Any thread.</summary>
    public void ForgetTimer() => Volatile.Write(ref _timerMicros, 0); // The loop reads it before it decides whether to set the timer.

    /// <summary>Runs the loop on this thread until it waits again. Only for whom the signal told to.</summary>
    public void Execute()
    {
        try
        {
            do
            {
                _signal.Clear();
                if (!TakeTurn())
                {
                    return;
                }
            }
            while (!_signal.TryWait());
        }
        catch (Exception fault)
        {
            // To the request that owns the stream, which logs it and cuts the connection: the thread serves other streams too.
            _ended.TrySetException(fault);
        }
    }

    /// <summary>After the loop: nothing refers to this stream any more, or soon will not.</summary>
    public void Release()
    {
        _parts.Wheel.Retire(this);
        _changes.Release();
        _output.Release(_parts.Counters);
    }

    /// <summary>Where the stream is: what a client that comes back with it need not be told again.</summary>
    public StreamCursor Cursor() => _changes.Cursor;

    /// <summary>The same of the transactions; none where it follows no portfolio.</summary>
    public TransactionCursor Transactions => _portfolio?.Cursor ?? default;

    /// <summary>Seq of the newest transaction that is committed in the portfolio that it follows; null while that is not known.</summary>
    public long? LatestTransaction => _portfolio?.Latest;

    public bool FollowsPortfolio => _portfolio is not null;

    protected internal override void OnDue()
    {
        ForgetTimer();
        // A write that waits for its reader has the timer: it ends the stream at its deadline.
        if (_output.WriteDeadlineMicros is var deadline and not 0)
        {
            if (NowMicros < deadline)
            {
                // Not Schedule: the write may have ended since the deadline was read, and the loop have set the timer for what is due next.
                _parts.Wheel.Renew(this, deadline);
            }
            else
            {
                _output.Abort(StreamEnd.Slow);
            }

            return;
        }

        Wake();
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    // Writes until nothing is left to write. False when the loop does not go on from here: a write waits for its reader and whoever waits
    // for it will go on, or the stream has ended.
    private bool TakeTurn()
    {
        bool isComplete;
        do
        {
            isComplete = _selections is { HasPending: true } && _changes.IsComplete ? WriteSelection(out var write)
                : _portfolio is not null && _changes.IsReady && _portfolio.TakeValuation() is { } valuation ? WriteValuation(valuation, out write)
                : WriteChanges(out write);
            if (!write.IsCompletedSuccessfully)
            {
                _ = ContinueAfterAsync(write);
                return false;
            }

            if (!write.Result || _output.IsAborted)
            {
                _ended.TrySetResult(_output.End);
                return false;
            }

            if ((_plannedEnd.AtMicros != long.MaxValue || Owner is not null) && FindEnd(NowMicros) is { } end)
            {
                _ = SayGoodbyeAsync(end);
                return false;
            }
        }
        while (!isComplete);

        SetTimer();
        return true;
    }

    private StreamEnd? FindEnd(long nowMicros) =>
        _plannedEnd.Due(nowMicros) ?? (Owner is { } owner && owner.IsExpired(nowMicros) ? StreamEnd.Expired : null);

    // From the time of day to the wheel's clock.
    private long ExpiryOf(Credentials credentials) => NowMicros + Micros(credentials.Expires - _parts.Time.GetUtcNow());

    private async Task ContinueAfterAsync(ValueTask<bool> write)
    {
        try
        {
            if (!await write)
            {
                _ended.TrySetResult(_output.End);
                return;
            }
        }
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
            return;
        }

        Execute();
    }

    private async Task SayGoodbyeAsync(StreamEnd end)
    {
        try
        {
            await _output.SayGoodbyeAsync(this, end, Cursor());
            _parts.Counters.EventsWritten(EventKind.Goodbye, 1);
            _ended.TrySetResult(end);
        }
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
        }
    }

    // Most writes move nothing: the next heartbeat is still the next thing due, and the wheel's lock is left alone.
    private void SetTimer()
    {
        var due = Math.Min(Math.Min(_changes.NextDueMicros, _heartbeatMicros), Math.Min(_plannedEnd.AtMicros, Owner?.NextDueMicros ?? long.MaxValue));
        if (due != Volatile.Read(ref _timerMicros))
        {
            Volatile.Write(ref _timerMicros, due);
            _parts.Wheel.Schedule(this, due);
        }
    }

    private StreamSelection Selection() =>
        new(_maxRate, [.. Subscriptions.Select(s => new SelectedSymbol(s.Tape.Symbol, s.Tape.MaxRate, s.Tape.HasOwnRate, s.Tape.WantsTrades))]);

    // A write of its own: the list of a long selection is longer than a batch. Never complete: the snapshots follow.
    private bool WriteSelection(out ValueTask<bool> write)
    {
        _changes.Select(this, _selections!.Take(), NowMicros);
        write = _output.WriteAsync(StreamEvents.Subscriptions(this), Cursor(), this);
        _parts.Counters.EventsWritten(EventKind.Subscriptions, 1);
        return false;
    }

    // A write of its own too, for the same reason.
    private bool WriteValuation(PortfolioFrame valuation, out ValueTask<bool> write)
    {
        write = _output.WriteAsync(valuation.Event, Cursor(), this);
        _parts.Counters.EventsWritten(EventKind.Portfolio, 1);
        return false;
    }

    // One write's worth of events. False when there is more to write at once.
    private bool WriteChanges(out ValueTask<bool> write)
    {
        var nowMicros = NowMicros;
        var startedNanos = UnixNanos.Now(_parts.Time);
        var batch = EventBatch.Begin();
        var isLive = _changes.IsReady;

        // Transactions first, of which a write carries so many at most: whatever quotes there are, both go on.
        var isTold = _portfolio is null || (isLive && _portfolio.Write(ref batch, _changes.Cursor));
        var isComplete = _changes.Collect(ref _ready, ref batch, nowMicros) && isTold;
        WriteControlEvents(nowMicros, ref batch);
        if (batch.IsEmpty)
        {
            write = new ValueTask<bool>(true);
            return isComplete;
        }

        _changes.Pace(_output.LastWaitMicros, _output.IsBehind);
        batch.Finish(_changes.Cursor, Transactions);
        batch.Count(_parts.Counters);
        if (_changes.TakeMerged() is > 0 and var merged)
        {
            _parts.Counters.QuotesConflated(merged);
        }

        // A snapshot may be of a symbol that last ticked hours ago: that is its age, not the server's delay.
        if (isLive && batch.LastReceiveTimeNanos != 0)
        {
            LagNanos = Math.Max(0, startedNanos - batch.LastReceiveTimeNanos);
            _parts.Counters.TickToWrite(LagNanos);
        }

        write = _output.WriteAsync(batch, this);
        return isComplete;
    }

    private void WriteControlEvents(long nowMicros, ref EventBatch batch)
    {
        if (_output.TakeSlowChange(_changes.Merged, _parts.Counters) is { } change)
        {
            batch.Add(EventKind.Slow, StreamEvents.Slow(change, batch.Free), default);
        }

        if (Owner is { } owner && owner.TakeNotice(nowMicros))
        {
            batch.Add(EventKind.Expiring, StreamEvents.Expiring(owner.Credentials, batch.Free), default);
        }

        if (nowMicros >= _heartbeatMicros)
        {
            _heartbeatMicros = nowMicros + Micros(_parts.Options.HeartbeatInterval);
            batch.Add(EventKind.Heartbeat, StreamEvents.Heartbeat(this, _parts, batch.Free), default);
        }
    }
}
