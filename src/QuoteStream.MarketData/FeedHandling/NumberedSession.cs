using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>
/// One numbering of a provider's ticks, which its lines share. Ticks behind a hole are held until the missing numbers come, on whichever line, or
/// for <see cref="FeedHandlingOptions.LineWait"/> since the hole showed: then it is a gap, the provider's symbols are stale, and the feed goes on.
/// </summary>
/// <remarks>
/// Everything but <see cref="Id"/> and <see cref="AcceptedThrough"/> only behind the gate. Bounded as <see cref="HeldRuns"/> is: when that is full,
/// the oldest hole is given up before its time.
/// </remarks>
internal sealed class NumberedSession(ProviderFeed provider, string id)
{
    private readonly HeldRuns _held = new();
    private readonly TimeProvider _time = provider.Handler.Time;
    private readonly TimeSpan _wait = provider.Handler.Options.LineWait;
    private ITimer? _timer;
    private bool _isTimerSet;
    private ulong _acceptedThrough;
    private long _earliestNanos;

    public string Id { get; } = id;

    public LineArbiter Arbiter { get; } = new();

    /// <summary>Held for one batch: lines A and B, and the timer, take turns.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Sets the earliest time that its ticks may have, unless that was done before. Returns what is set.</summary>
    public long SetEarliest(long nanos)
    {
        // Interlocked: lines without numbers, which the gate does not order, may belong to the session too.
        var earlier = Interlocked.CompareExchange(ref _earliestNanos, nanos, 0);
        return earlier == 0 ? nanos : earlier;
    }

    /// <summary>Every number up to this one is settled: its tick applied, rejected, or missing for good. 0: none is. Any thread.</summary>
    // Acquire and release: whoever is told of a number finds what its tick has changed.
    public ulong AcceptedThrough => Volatile.Read(ref _acceptedThrough);

    /// <summary>Of everything that is held, for tests of its bounds.</summary>
    internal (int Runs, int Bytes) HeldForTest => (_held.Count, _held.Bytes);

    /// <summary>What to do with a tick whose number is not simply the next: apply it now after all, drop it, or nothing, since it is held.</summary>
    public LineVerdict Place(FeedLine line, ulong sequence, in ProviderTick tick, long receiveTimeNanos, long tide)
    {
        while (true)
        {
            var verdict = Arbiter.Accept(sequence);
            if (verdict != LineVerdict.Ahead)
            {
                return verdict;
            }

            if (_held.FirstNumber == Arbiter.NextSequence)
            {
                // The hole is filled: the copies that came first go first.
                ReleaseWhatFollows(tide);
                continue;
            }

            var result = _wait > TimeSpan.Zero ? _held.TryAdd(line, sequence, tick, receiveTimeNanos, _time) : HoldResult.Full;
            if (result == HoldResult.Held)
            {
                NoteHeld(line);
                return LineVerdict.Ahead;
            }

            if (result == HoldResult.Duplicate)
            {
                return LineVerdict.Duplicate;
            }

            MakeRoom(line, sequence, tide);
        }
    }

    /// <summary>A line says which number comes next on it, and so that those before it have been sent.</summary>
    public void ExpectNext(FeedLine line, ulong sequence, long tide)
    {
        if (sequence == 1)
        {
            Arbiter.SkipTo(sequence);
        }

        while (sequence > Arbiter.NextSequence)
        {
            var result = _wait > TimeSpan.Zero ? _held.TryAddHeartbeat(line, sequence, _time) : HoldResult.Full;
            if (result == HoldResult.Held)
            {
                NoteHeld(line);
            }

            if (result != HoldResult.Full)
            {
                break;
            }

            MakeRoom(line, sequence, tide);
        }

        EndBatch(tide);
    }

    /// <summary>At the end of a batch: what it has made due is applied, and what is settled may be told.</summary>
    public void EndBatch(long tide)
    {
        if (_held.Count > 0)
        {
            ReleaseWhatFollows(tide);
        }

        Volatile.Write(ref _acceptedThrough, Arbiter.NextSequence - 1);
    }

    /// <summary>Waits for nothing more: every hole is given up, and what was held behind them is applied. Takes the gate.</summary>
    public void GiveUpAll()
    {
        lock (Gate)
        {
            GiveUpWhile(static _ => true);
        }
    }

    private void OnTimer()
    {
        lock (Gate)
        {
            _isTimerSet = false;
            GiveUpWhile(static session => session.LeftOfWait() <= TimeSpan.Zero);
            if (_held.Count > 0)
            {
                SetTimer(LeftOfWait());
            }
        }
    }

    private void GiveUpWhile(Predicate<NumberedSession> isDue)
    {
        if (_held.Count == 0 || !isDue(this))
        {
            return;
        }

        // A batch of its own: no line's place on the clock is free for it.
        var clock = provider.Handler.Symbols.Tide;
        var slot = clock.Open();
        var tide = slot.Begin();
        try
        {
            while (_held.Count > 0 && isDue(this))
            {
                GiveUpHole(_held.First.Line, _held.FirstNumber, tide);
            }

            EndBatch(tide);
        }
        finally
        {
            slot.End();
            clock.Close(slot);
        }
    }

    /// <summary>Gives up the oldest hole: the one before what is held, or before the number for which there is no room.</summary>
    private void MakeRoom(FeedLine line, ulong sequence, long tide)
    {
        if (_held.Count == 0 || sequence < _held.FirstNumber)
        {
            GiveUpHole(line, sequence, tide);
        }
        else
        {
            GiveUpHole(_held.First.Line, _held.FirstNumber, tide);
        }
    }

    private void GiveUpHole(FeedLine follower, ulong end, long tide)
    {
        var gap = new SequenceGap(Arbiter.NextSequence, end - 1);
        var isHole = gap.First <= gap.Last;
        if (Arbiter.HasBegun && isHole)
        {
            provider.NoteGap(follower, gap);
        }

        Arbiter.SkipTo(end);
        if (isHole)
        {
            // Before what follows is applied: each symbol's own next update proves it live again. Where a session is joined after its
            // beginning, too, though that is nobody's loss: what an earlier one told may have changed in it.
            provider.MarkSymbolsStale(StaleReason.Gap, tide);
        }

        ReleaseWhatFollows(tide);
    }

    private void ReleaseWhatFollows(long tide)
    {
        while (_held.Count > 0 && _held.FirstNumber == Arbiter.NextSequence)
        {
            Release(_held.TakeFirst(), tide);
        }

        Arbiter.HeldFrom = _held.FirstNumber;
    }

    private void Release(HeldRun run, long tide)
    {
        Arbiter.SkipTo(run.End);
        var ticks = run.Ticks;
        for (var sequence = run.First; sequence != run.End; sequence++)
        {
            var size = HeldTick.Read(ticks, out var tick, out var receiveTimeNanos);
            FeedBatch.ApplyHeld(run.Line, sequence, tick, receiveTimeNanos, tide);
            ticks = ticks[size..];
        }

        run.Return();
        provider.NoteReleased(run.Line, run.Entries);
    }

    private void NoteHeld(FeedLine line)
    {
        line.Held++;
        Arbiter.HeldFrom = _held.FirstNumber;
        if (!_isTimerSet)
        {
            SetTimer(_wait);
        }
    }

    private void SetTimer(TimeSpan due)
    {
        if (_timer is null)
        {
            // The session outlives the request whose tick comes to need the timer: nothing of its context must be kept.
            using (ExecutionContext.SuppressFlow())
            {
                _timer = _time.CreateTimer(
                    static session => ((NumberedSession)session!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        // Timers count whole milliseconds, and one that is early would have to be set again. The time may have passed since it was looked at:
        // a timer takes -1 ms for never, and throws at less.
        _isTimerSet = true;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(due.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan LeftOfWait() => _wait - _time.GetElapsedTime(_held.OldestSince);
}
