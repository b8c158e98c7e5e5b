using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Streaming;

/// <summary>Collects what has changed for one stream since its last write: snapshots first, then what its channels have woken and what is due.</summary>
/// <remarks>Owned by the subscriber's loop. Hot path: once per write. Does not allocate or log.</remarks>
internal sealed class ChangeCollector
{
    private readonly StreamParts _parts;
    private Subscription[] _subscriptions;
    private StreamCursor? _resumeFrom;
    private List<Subscription>? _quiet;
    private Conflator _conflator;
    private StreamWatermark _watermark;
    private long _mergedBefore;
    private int _nextSnapshot;
    private int _snapshotsWritten;
    private bool _isReady;
    private bool _isDueFirst;
    private bool _isComplete;
    private readonly bool _hasOtherSymbols;
    private uint _symbolsHash;

    /// <param name="resumeFrom">Of this run of the server; null: the stream begins with snapshots.</param>
    /// <param name="hasOtherSymbols">
    /// Whether the cursor speaks of other symbols: then every symbol needs its snapshot, and only trades go on from there.
    /// </param>
    public ChangeCollector(StreamParts parts, Subscription[] subscriptions, StreamCursor? resumeFrom, bool hasOtherSymbols)
    {
        _hasOtherSymbols = hasOtherSymbols;
        _parts = parts;
        _subscriptions = subscriptions;
        _resumeFrom = resumeFrom;
        _conflator = new Conflator(parts.Options.AlignWindows);
        _watermark = new StreamWatermark(resumeFrom?.Tide ?? 0);
    }

    // Volatile: replaced whole by the loop, read by whoever asks what the stream watches.
    public IReadOnlyList<Subscription> Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Whether the last write left nothing behind: only then may the selection change.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Whether the snapshots have been written.</summary>
    public bool IsReady => _isReady;

    /// <summary>On the wheel's clock: when a symbol that is held back may leave; long.MaxValue when none is.</summary>
    public long NextDueMicros => _conflator.NextDueMicros;

    /// <summary>How many newer states have replaced unsent older ones.</summary>
    public long Merged => _conflator.Merged;

    /// <summary>Where the stream is: what a client that comes back with it need not be told again.</summary>
    public StreamCursor Cursor => new(_parts.Identity.Epoch, _watermark.Tide, _symbolsHash);

    /// <summary>Ties the subscriptions to the symbols that exist.</summary>
    public void Bind() => Bind(_subscriptions);

    private void Bind(IEnumerable<Subscription> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            if (_parts.Symbols.TryGet(subscription.Tape.Symbol, out var channel))
            {
                subscription.Bind(_parts.Frames.For(channel!), isNew: false);
            }
        }
    }

    /// <summary>Fills the batch.</summary>
    /// <param name="ready">What the channels have woken; it is emptied as far as the batch has room.</param>
    /// <returns>False when there is more than the batch holds.</returns>
    public bool Collect(ref ReadyStack ready, ref EventBatch batch, long nowMicros)
    {
        // Before anything is looked at: up to here all wake-ups have come, and the first snapshots need none.
        _watermark.Begin(!_isReady && _nextSnapshot == 0 ? _parts.Symbols.Tide.Safe : _parts.Symbols.Tide.Delivered);
        _conflator.Reach = _watermark.Reach;
        var isComplete = WriteSnapshots(nowMicros, ref batch) && WriteLive(ref ready, nowMicros, ref batch);
        if (_quiet is { Count: > 0 })
        {
            WaitInChannels();
        }

        if (isComplete)
        {
            _watermark.HoldBack(_conflator.HeldTide);
            _watermark.End();
        }

        _isComplete = isComplete;
        return isComplete;
    }

    /// <summary>Takes a changed selection over. Only when <see cref="IsComplete"/>; the next write begins with the snapshots of what is new.</summary>
    public void Select(Subscriber subscriber, StreamSelection selection, long nowMicros)
    {
        var before = _subscriptions.ToDictionary(subscription => subscription.Tape.Symbol, StringComparer.Ordinal);
        var kept = new List<Subscription>();
        var added = new List<Subscription>();
        foreach (var symbol in selection.Symbols)
        {
            if (before.Remove(symbol.Symbol, out var subscription))
            {
                subscription.Rerate(symbol, nowMicros);
                _conflator.Rerate(subscription, nowMicros);
                subscription.Tape.WantTrades(symbol.WantsTrades, subscriber, subscription, ref _watermark);
                kept.Add(subscription);
            }
            else
            {
                added.Add(new Subscription(subscriber, symbol));
            }
        }

        foreach (var subscription in before.Values)
        {
            _conflator.Forget(subscription);
            Release(subscription);
        }

        // From now on an id says which symbols it is of: the client may come back with those that it began with.
        _symbolsHash = selection.SymbolsHash();

        // What is kept has had its snapshot; what is new is not what the client came back for.
        _nextSnapshot = kept.Count;
        _resumeFrom = null;
        _isComplete = false;
        Volatile.Write(ref _subscriptions, [.. kept, .. added]); // Whole before anyone else reads it.
        Bind(added);
    }

    /// <inheritdoc cref="Conflator.Pace"/>
    public void Pace(long waitedMicros, bool isBehind) => _conflator.Pace(waitedMicros, isBehind);

    /// <summary>How many more states have been replaced since this was asked last.</summary>
    public long TakeMerged()
    {
        var merged = _conflator.Merged - _mergedBefore;
        _mergedBefore = _conflator.Merged;
        return merged;
    }

    /// <summary>After the loop: nothing refers to this stream any more, or soon will not.</summary>
    public void Release()
    {
        foreach (var subscription in _subscriptions)
        {
            Release(subscription);
        }
    }

    private void Release(Subscription subscription)
    {
        _parts.UnknownSymbols.Forget(subscription.Tape.Symbol, subscription);
        subscription.Release(ref _watermark);
    }

    private bool WriteSnapshots(long nowMicros, ref EventBatch batch)
    {
        while (_nextSnapshot < _subscriptions.Length)
        {
            if (batch.IsFull)
            {
                return false;
            }

            var subscription = _subscriptions[_nextSnapshot++];
            if (subscription.IsBound)
            {
                WriteSnapshot(subscription, nowMicros, ref batch);
            }
            else
            {
                _parts.UnknownSymbols.Watch(subscription.Tape.Symbol, subscription);
            }
        }

        if (!_isReady)
        {
            _isReady = true;
            batch.Add(EventKind.Ready, StreamEvents.Ready(_snapshotsWritten, batch.Free), default);
        }

        return true;
    }

    private void WriteSnapshot(Subscription subscription, long nowMicros, ref EventBatch batch)
    {
        var tape = subscription.Tape;
        if (_resumeFrom is { } cursor)
        {
            var sequence = subscription.Channel.Read(out var state);
            if (tape.WantsTrades && !tape.RewindTrades(cursor.Tide))
            {
                batch.Add(EventKind.Gap, tape.Frames.Trades.EncodeLostBefore(tape.TradeCursor + 1, batch.Free), default);
            }

            if (state.Tide <= cursor.Tide && !_hasOtherSymbols)
            {
                subscription.SentSequence = sequence;
            }
        }

        if (subscription.HasNews)
        {
            tape.ExplainStatus();
            _conflator.Send(subscription, ref batch);
            subscription.NotBeforeMicros = nowMicros + subscription.IntervalMicros;
            _snapshotsWritten++;
        }

        subscription.WaitForAll(ref _watermark);
    }

    // Who reads more slowly than trades come never gets to their end, nor to that of the quotes due at a high rate: they take turns at being
    // first, so that neither keeps the other from ever being sent.
    private bool WriteLive(ref ReadyStack ready, long nowMicros, ref EventBatch batch)
    {
        _isDueFirst = !_isDueFirst;
        return _isDueFirst
            ? _conflator.SendDue(nowMicros, ref batch, ref _quiet) & WriteReady(ref ready, nowMicros, ref batch)
            : WriteReady(ref ready, nowMicros, ref batch) & _conflator.SendDue(nowMicros, ref batch, ref _quiet);
    }

    // What channels have woken. False when the batch is full before all is written.
    private bool WriteReady(ref ReadyStack ready, long nowMicros, ref EventBatch batch)
    {
        while (ready.Peek() is { } waiter)
        {
            if (batch.IsFull)
            {
                return false;
            }

            if (waiter.IsDetached)
            {
                // Woken just before the stream went on without it.
                ready.Remove();
            }
            else if (waiter is Subscription subscription)
            {
                WriteQuote(subscription, ref ready, nowMicros, ref batch);
            }
            else
            {
                WriteTape((TapeWaiter)waiter, ref ready, ref batch);
            }
        }

        return true;
    }

    private void WriteQuote(Subscription subscription, ref ReadyStack ready, long nowMicros, ref EventBatch batch)
    {
        ready.Remove();
        subscription.Settle(ref _watermark);
        if (!subscription.IsBound)
        {
            BindNew(subscription);
            return;
        }

        _conflator.OnChanged(subscription, nowMicros, ref batch);
        if (!subscription.IsParked)
        {
            subscription.WaitForQuote(ref _watermark);
        }
    }

    private void WriteTape(TapeWaiter waiter, ref ReadyStack ready, ref EventBatch batch)
    {
        var tape = waiter.Subscription.Tape;
        var isTrade = waiter.Kind == ChangeKinds.Trade;
        var isDone = isTrade ? TapeWriter.WriteTrades(tape, ref batch) : TapeWriter.WriteStatusChanges(tape, ref batch);
        ready.Remove();
        waiter.Settle(ref _watermark);
        if (!isDone)
        {
            // Behind the others: a halt must not wait for the end of another symbol's trades.
            ready.Push(waiter);
        }
        else if (isTrade)
        {
            tape.WaitForTrade(ref _watermark);
        }
        else
        {
            tape.WaitForStatus(ref _watermark);
        }
    }

    // A symbol that was unknown has been published for the first time.
    private void BindNew(Subscription subscription)
    {
        if (_parts.Symbols.TryGet(subscription.Tape.Symbol, out var channel))
        {
            subscription.Bind(_parts.Frames.For(channel!), isNew: true);
            subscription.WaitForAll(ref _watermark);
        }
    }

    private void WaitInChannels()
    {
        foreach (var subscription in _quiet!)
        {
            subscription.WaitForQuote(ref _watermark);
        }

        _quiet.Clear();
    }
}
