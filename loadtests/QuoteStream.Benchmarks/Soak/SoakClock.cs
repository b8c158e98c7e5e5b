namespace QuoteStream.Benchmarks.Soak;

/// <summary>Time that the soak moves: fifty milliseconds of waiting cost none. Timers fire in the thread that moves it.</summary>
internal sealed class SoakClock : TimeProvider
{
    private readonly List<SoakTimer> _timers = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC, in units of 100 ns as <see cref="DateTime.Ticks"/> has them.</summary>
    public long Ticks { get; private set; } = new DateTime(2026, 1, 5, 0, 0, 1, DateTimeKind.Utc).Ticks;

    /// <summary>Moves on to a time, never back; timers that fall due on the way fire at theirs.</summary>
    public void MoveTo(long ticks)
    {
        while (_timers.MinBy(timer => timer.Due) is { } next && next.Due <= ticks)
        {
            _timers.Remove(next);
            Ticks = Math.Max(Ticks, next.Due);
            next.Fire();
        }

        Ticks = Math.Max(Ticks, ticks);
    }

    public override DateTimeOffset GetUtcNow() => new(Ticks, TimeSpan.Zero);

    public override long GetTimestamp() => Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SoakTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires once; no period.</summary>
    private sealed class SoakTimer(SoakClock clock, Action fire) : ITimer
    {
        public long Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = clock.Ticks + dueTime.Ticks;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
