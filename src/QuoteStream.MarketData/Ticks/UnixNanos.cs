namespace QuoteStream.MarketData.Ticks;

/// <summary>Nanoseconds since the Unix epoch, UTC, as a long: good until the year 2262.</summary>
public static class UnixNanos
{
    public const long PerMicrosecond = 1_000;
    public const long PerSecond = 1_000_000_000;

    /// <summary>A <see cref="DateTime"/> tick is 100 ns, so the clock cannot be read any finer.</summary>
    private const long PerTick = 100;

    public static long Now(TimeProvider time) => (time.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks) * PerTick;

    public static long From(TimeSpan span) => span.Ticks * PerTick;
}
