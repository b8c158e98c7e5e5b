namespace QuoteStream.Feeds.Tests.Publishing;

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 5, 14, 30, 0, TimeSpan.Zero) + _elapsed;

    public void Advance(TimeSpan time) => _elapsed += time;
}
