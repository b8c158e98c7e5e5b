namespace QuoteStream.Feeds.Simulator;

/// <summary>When continuous trading begins and ends, and how lively it is in between: most at both ends.</summary>
/// <remarks>D = 0.7 + 1.5 (2u - 1)^4, u being how much of the day is over: 2.2 at the ends, 0.7 at noon, 1 on average.</remarks>
/// <param name="opensNanos">Nanoseconds since the Unix epoch, UTC.</param>
/// <param name="length">Zero: the market never closes, and is as lively at all times.</param>
internal sealed class DayCourse(ulong opensNanos, TimeSpan length)
{
    private const double AtNoon = 0.7;
    private const double AboveNoon = 1.5;

    private readonly double _seconds = length.TotalSeconds;

    public ulong ClosesNanos { get; } = length == TimeSpan.Zero ? ulong.MaxValue : opensNanos + ((ulong)length.Ticks * 100);

    public double SecondsAt(ulong timeNanos) => timeNanos > opensNanos ? (timeNanos - opensNanos) * 1e-9 : 0;

    public double RateAt(ulong timeNanos)
    {
        if (_seconds == 0)
        {
            return 1;
        }

        double x = Math.Min((2 * SecondsAt(timeNanos) / _seconds) - 1, 1);
        return AtNoon + (AboveNoon * x * x * x * x);
    }
}
