namespace QuoteStream.Server.Tests.Streaming;

/// <summary>A clock that a test moves: both the time of day and the monotonic one.</summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    private long _micros;

    public override long TimestampFrequency => 1_000_000;

    // Volatile: moved by the test's thread, read by any.
    public override long GetTimestamp() => Volatile.Read(ref _micros);

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromMicroseconds(Volatile.Read(ref _micros));

    public void MoveTo(long micros) => Volatile.Write(ref _micros, micros);

    public void Move(long micros) => MoveTo(_micros + micros);
}
