using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>One request that waits until one of its symbols has changed since its cursor.</summary>
/// <remarks>
/// Owned by the request; any thread may wake or end it. It waits in the symbols' channels, as streams do: while nothing moves it costs its memory
/// and an entry of the timing wheel.
/// </remarks>
internal sealed class LongPoll : WheelTimer
{
    private readonly StreamParts _parts;
    private readonly long _after;
    private readonly PollWaiter[] _waiters;
    private TaskCompletionSource? _round;
    private int _isOver;

    /// <param name="after">The tide of the client's cursor.</param>
    public LongPoll(IReadOnlyList<string> symbols, long after, StreamParts parts)
    {
        _parts = parts;
        _after = after;
        _waiters = [.. symbols.Select(symbol => new PollWaiter(this, symbol))];
    }

    /// <summary>Completes when a symbol has changed, the time is over, the client has gone, or <see cref="End"/> was called.</summary>
    public async Task WaitAsync(TimeSpan wait, CancellationToken aborted)
    {
        _parts.Wheel.Schedule(this, _parts.Wheel.NowMicros + (wait.Ticks / TimeSpan.TicksPerMicrosecond));
        await using var registration = aborted.UnsafeRegister(static poll => ((LongPoll)poll!).End(), this);
        while (true)
        {
            var round = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

            // Full fence, before the waiters and the end are looked at: whoever comes later finds this round's signal.
            Interlocked.Exchange(ref _round, round);
            if (ArmAll() || Volatile.Read(ref _isOver) != 0) // After the fence above; see End.
            {
                return;
            }

            await round.Task;
        }
    }

    /// <summary>Has the request answered now. Any thread.</summary>
    public void End()
    {
        // Full fence: either the poll sees that it is over, or this sees its newest round.
        Interlocked.Exchange(ref _isOver, 1);
        OnWoken();
    }

    /// <summary>A waiter was woken. Any thread.</summary>
    public void OnWoken() => Volatile.Read(ref _round)?.TrySetResult(); // After the waker's full fence: never an older round than the poll's last look.

    /// <summary>After the wait: nothing refers to this request any more, or soon will not.</summary>
    public void Release()
    {
        _parts.Wheel.Retire(this);
        foreach (var waiter in _waiters)
        {
            waiter.Detach();
            if (waiter.Channel is { } channel)
            {
                if (waiter.IsArmed)
                {
                    channel.Abandon(ChangeKinds.Quote, waiter);
                }
            }
            else
            {
                _parts.UnknownSymbols.Forget(waiter.Symbol, waiter);
            }
        }
    }

    protected internal override void OnDue() => End();

    // True when a symbol has changed since the cursor. A wake-up may come for nothing: then its waiter is armed again.
    private bool ArmAll()
    {
        foreach (var waiter in _waiters)
        {
            if (!waiter.IsArmed && TryArm(waiter))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryArm(PollWaiter waiter)
    {
        if (waiter.Channel is null && _parts.Symbols.TryGet(waiter.Symbol, out var known))
        {
            waiter.Channel = known;
        }

        if (waiter.Channel is not { } channel)
        {
            waiter.IsArmed = true;
            _parts.UnknownSymbols.Watch(waiter.Symbol, waiter);
            return false;
        }

        var sequence = channel.Read(out var state);
        if (sequence > 0 && state.Tide > _after)
        {
            return true;
        }

        waiter.IsArmed = true;
        channel.Arm(ChangeKinds.Quote, waiter, sequence);
        return false;
    }
}
