namespace QuoteStream.LoadTests.Model;

/// <summary>What a run came to.</summary>
/// <param name="Seed">With the same one, random rates and the copies' random numbers come again.</param>
/// <param name="Interval">Between two points of each series.</param>
/// <param name="ReportFiles">Paths of what was written.</param>
public sealed record NodeStats(
    TestInfo TestInfo,
    NodeInfo NodeInfo,
    ulong Seed,
    TimeSpan Duration,
    TimeSpan Interval,
    IReadOnlyList<ScenarioStats> ScenarioStats,
    IReadOnlyList<ThresholdResult> Thresholds,
    IReadOnlyList<ScenarioSeries> Series,
    IReadOnlyList<ProcessPoint> Server,
    IReadOnlyList<ProcessPoint> Client,
    IReadOnlyList<(string Name, string Value)> Settings,
    IReadOnlyList<string> ReportFiles)
{
    public long AllOkCount => ScenarioStats.Sum(s => s.AllOkCount);

    public long AllFailCount => ScenarioStats.Sum(s => s.AllFailCount);

    public long AllRequestCount => AllOkCount + AllFailCount;

    public long AllBytes => ScenarioStats.Sum(s => s.AllBytes);

    /// <summary>A threshold is not met, or a scenario ended before its time.</summary>
    public bool IsFailed => Thresholds.Any(t => t.IsFailed) || ScenarioStats.Any(s => s.StopReason.Length > 0);
}
