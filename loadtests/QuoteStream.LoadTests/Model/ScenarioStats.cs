namespace QuoteStream.LoadTests.Model;

/// <summary>The figures of a scenario: whole iterations, and its steps in the order in which they were first done.</summary>
/// <param name="Missed">Arrivals of an open simulation that were given up because too many were under way. They count as failed.</param>
/// <param name="StartDelay">From when an arrival was due to when it began: the measuring program's own lateness, which latencies contain.</param>
/// <param name="StopReason">Why it ended early; empty: it did not.</param>
public sealed record ScenarioStats(
    string ScenarioName,
    MeasurementStats Ok,
    MeasurementStats Fail,
    IReadOnlyList<StepStats> StepStats,
    LoadSimulationStats LoadSimulationStats,
    long Missed,
    LatencyStats StartDelay,
    TimeSpan Duration,
    string StopReason)
{
    public long AllOkCount => Ok.Request.Count;

    public long AllFailCount => Fail.Request.Count;

    public long AllRequestCount => AllOkCount + AllFailCount;

    public long AllBytes => Ok.DataTransfer.AllBytes + Fail.DataTransfer.AllBytes;
}
