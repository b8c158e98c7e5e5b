using System.Collections.Concurrent;
using System.Diagnostics;

namespace QuoteStream.LoadTests.Running;

/// <summary>Begins iterations when they are due, whether those before have ended or not.</summary>
internal sealed class OpenLoad(ScenarioRun run)
{
    /// <summary>A server that answers nothing must not fill the memory of what measures it; more under way are given up, and told.</summary>
    public const int MaxUnderWay = 100_000;

    // Arrivals that become due within it begin together: timers do not wake more often.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentBag<ScenarioContext> _idle = [];
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _copies;

    // One is held by the load itself until no further arrival can come.
    private int _underWay = 1;

    /// <param name="dues">Since now, ascending.</param>
    public async Task RunAsync(IEnumerable<TimeSpan> dues, TimeSpan during)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (TimeSpan due in dues)
        {
            // Never early, or an answer could come before it was asked for: timers wake up to a millisecond too soon.
            for (TimeSpan wait = due - Stopwatch.GetElapsedTime(start); wait > TimeSpan.Zero; wait = due - Stopwatch.GetElapsedTime(start))
            {
                if (!await run.TryWaitAsync(wait > ShortestWait ? wait : ShortestWait).ConfigureAwait(false))
                {
                    return;
                }
            }

            if (run.IsStopping)
            {
                return;
            }

            Begin(start + (long)(due.TotalSeconds * Stopwatch.Frequency));
        }

        await run.TryWaitAsync(during - Stopwatch.GetElapsedTime(start)).ConfigureAwait(false);
    }

    /// <summary>Completes when every iteration has ended. No further one may begin.</summary>
    public Task EndAsync()
    {
        Leave();
        return _allEnded.Task;
    }

    private void Begin(long due)
    {
        run.Measurement?.StartDelay.Record(Stopwatch.GetElapsedTime(due).Ticks);
        if (Volatile.Read(ref _underWay) > MaxUnderWay)
        {
            run.Miss();
            return;
        }

        // Many iterations end on many threads: whoever leaves last completes the end.
        Interlocked.Increment(ref _underWay);
        _ = Task.Run(async () =>
        {
            ScenarioContext copy = _idle.TryTake(out ScenarioContext? idle) ? idle : run.TakeCopy(Interlocked.Increment(ref _copies) - 1);
            try
            {
                run.Note(await copy.RunIterationAsync(due, isArrival: true).ConfigureAwait(false));
            }
            finally
            {
                _idle.Add(copy);
                Leave();
            }
        });
    }

    private void Leave()
    {
        // As above.
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}
