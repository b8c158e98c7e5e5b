namespace QuoteStream.Feeds.Publishing;

/// <summary>
/// When a replayed line begins: at a mark of the wall clock, so that two processes that were started one after the other are in step. A server
/// waits only some milliseconds for what the other line may still bring.
/// </summary>
public static class LineStart
{
    /// <summary>Between two marks: longer than it takes to start the second process, and not long to wait.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // A process that has just been started still has to connect.
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(2);

    /// <summary>The first mark that leaves time to connect: from <paramref name="now"/> at most 12 s away.</summary>
    public static DateTimeOffset Next(DateTimeOffset now)
    {
        long intervals = ((now + Notice - DateTimeOffset.UnixEpoch).Ticks + Interval.Ticks - 1) / Interval.Ticks;
        return DateTimeOffset.UnixEpoch + (intervals * Interval);
    }
}
