using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What a session holds behind its holes: runs of ticks in the order of their numbers, none twice. Bounded in runs and bytes.</summary>
/// <remarks>One thread at a time (the session's gate).</remarks>
internal sealed class HeldRuns
{
    /// <summary>More holes than a lossy network makes in a few waits; numbers that jump without end make one each.</summary>
    public const int MaxRuns = 1024;

    /// <summary>Some 150,000 ticks: what the fastest feed sends within the usual wait of 50 ms.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private readonly List<HeldRun> _runs = [];

    /// <summary>Of all runs, as large as their buffers are.</summary>
    public int Bytes { get; private set; }

    public int Count => _runs.Count;

    /// <summary>The run with the lowest numbers. Only while there is one.</summary>
    public HeldRun First => _runs[0];

    /// <summary>The lowest number that is held or told of; 2^64 - 1 when nothing is.</summary>
    public ulong FirstNumber => _runs.Count == 0 ? ulong.MaxValue : _runs[0].First;

    /// <summary>Since when the oldest hole is known: the earliest arrival of anything behind it. Only while there is a run.</summary>
    public long OldestSince
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var run in _runs)
            {
                oldest = Math.Min(oldest, run.Since);
            }

            return oldest;
        }
    }

    /// <summary>Keeps a copy of a tick.</summary>
    /// <returns><see cref="HoldResult.Full"/> leaves everything as it was.</returns>
    public HoldResult TryAdd(FeedLine line, ulong sequence, in ProviderTick tick, long receiveTimeNanos, TimeProvider time)
    {
        var at = FindLastUpTo(sequence);
        if (at >= 0)
        {
            var run = _runs[at];
            if (sequence < run.End)
            {
                return HoldResult.Duplicate;
            }

            if (sequence == run.End && run.Line == line)
            {
                var before = run.Bytes;
                if (run.TryAppend(tick, receiveTimeNanos, MaxBytes - Bytes, out var isFull))
                {
                    Bytes += run.Bytes - before;
                    return HoldResult.Held;
                }

                if (!isFull)
                {
                    return HoldResult.Full;
                }
            }
        }

        return TryInsert(at + 1, new HeldRun(sequence, line, time.GetTimestamp()), tick, receiveTimeNanos);
    }

    /// <summary>Notes that a line's next number will be <paramref name="sequence"/>. Says nothing new where something as late is held.</summary>
    public HoldResult TryAddHeartbeat(FeedLine line, ulong sequence, TimeProvider time)
    {
        if (_runs.Count > 0 && sequence <= _runs[^1].End)
        {
            return HoldResult.Duplicate;
        }

        if (_runs.Count == MaxRuns)
        {
            return HoldResult.Full;
        }

        var run = new HeldRun(sequence, line, time.GetTimestamp());
        run.AddHeartbeat();
        _runs.Add(run);
        return HoldResult.Held;
    }

    /// <summary>Removes <see cref="First"/>; the caller gives its bytes back.</summary>
    public HeldRun TakeFirst()
    {
        var run = _runs[0];
        _runs.RemoveAt(0);
        Bytes -= run.Bytes;
        return run;
    }

    private HoldResult TryInsert(int at, HeldRun run, in ProviderTick tick, long receiveTimeNanos)
    {
        if (_runs.Count == MaxRuns || !run.TryAppend(tick, receiveTimeNanos, MaxBytes - Bytes, out _))
        {
            return HoldResult.Full;
        }

        _runs.Insert(at, run);
        Bytes += run.Bytes;
        return HoldResult.Held;
    }

    /// <summary>The last run that begins at or before the number; -1: none does.</summary>
    private int FindLastUpTo(ulong sequence)
    {
        int low = 0, high = _runs.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].First <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
