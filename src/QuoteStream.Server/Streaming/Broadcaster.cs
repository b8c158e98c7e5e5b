using QuoteStream.MarketData.Symbology;

namespace QuoteStream.Server.Streaming;

/// <summary>Wakes the subscribers of symbols that changed. The ingest path only marks the symbol; who waits for it is found here.</summary>
/// <remarks>
/// Runs in rounds on the thread pool, one at a time, while there is something on the board. Hot path: once per symbol that changed and that
/// somebody waits for. Does not allocate.
/// </remarks>
internal sealed partial class Broadcaster(SymbolTable symbols, TimingWheel wheel, ILogger<Broadcaster> logger) : WheelTimer, IHostedService, IThreadPoolWorkItem
{
    /// <summary>How long a round that left a batch unfinished waits for its end: 2 ms, the longest batch or so.</summary>
    private const long BehindMicros = 2_000;

    private volatile bool _isStopped;

    // Up to where the watermarks of all that was woken have to come.
    private long _owedTide;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        wheel.Start();
        symbols.Changed.Listen(() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false));
        return Task.CompletedTask;
    }

    // After every stream has been told goodbye (StreamRegistry.StoppingAsync).
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        wheel.Retire(this);
        return Task.CompletedTask;
    }

    /// <summary>Rounds until the board is empty.</summary>
    public void Execute()
    {
        do
        {
            if (_isStopped)
            {
                return;
            }

            GoRound();
        }
        while (!symbols.Changed.TryRest());
    }

    protected internal override void OnDue() => symbols.Changed.Nudge();

    private void GoRound()
    {
        Wakeups.Begin();
        try
        {
            // In this order: what was published up to the safe tide is on the board, so after the round its waiters have been woken.
            var safe = symbols.Tide.Safe;
            if (symbols.Changed.WakeAll() > 0)
            {
                _owedTide = symbols.Tide.Issued;
            }

            symbols.Tide.Deliver(safe);
        }
        catch (Exception fault)
        {
            // A bug in one stream's wake-up must not silence all others.
            WakeFailed(logger, fault);
        }
        finally
        {
            Wakeups.Dispatch();
        }

        // What was woken may be of a batch that was still open: its tide has to be reached also when no other tick comes.
        if (symbols.Tide.Delivered < _owedTide)
        {
            wheel.Schedule(this, wheel.NowMicros + BehindMicros);
        }
    }

    [LoggerMessage(200, LogLevel.Error, "Waking the subscribers of a symbol failed.")]
    private static partial void WakeFailed(ILogger logger, Exception fault);
}
