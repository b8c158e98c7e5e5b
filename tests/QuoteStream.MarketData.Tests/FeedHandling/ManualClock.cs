namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>A wall clock that stands still until it is moved. Timestamps and timers are the system's.</summary>
internal class ManualClock : TimeProvider
{
    private long _ticks = new DateTime(2026, 7, 15, 14, 30, 0, DateTimeKind.Utc).Ticks;

    public void Advance(TimeSpan span) => Interlocked.Add(ref _ticks, span.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
}
