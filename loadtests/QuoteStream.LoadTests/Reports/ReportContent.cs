using System.Globalization;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>What every report says, in the same words and order.</summary>
internal static class ReportContent
{
    private static readonly string[] LatencyColumns = ["p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99", "max", "mean"];

    public static string Title(NodeStats stats) => $"{stats.TestInfo.TestName}: {(stats.IsFailed ? "FAILED" : "passed")}";

    public static IEnumerable<ReportTable> Tables(NodeStats stats)
    {
        yield return Run(stats);
        foreach (ScenarioStats scenario in stats.ScenarioStats)
        {
            yield return Requests(scenario);
            yield return Latencies(scenario);
            if (scenario.AllBytes > 0)
            {
                yield return Transfer(scenario);
            }

            if (scenario.Ok.StatusCodes.Count + scenario.Fail.StatusCodes.Count > 0)
            {
                yield return StatusCodes(scenario);
            }
        }

        if (stats.Thresholds.Count > 0)
        {
            yield return Thresholds(stats);
        }

        yield return Processes(stats);
    }

    public static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With as many digits as milliseconds of a loopback answer need.</summary>
    public static string Ms(double ms) => ms.ToString(ms >= 100 ? "N0" : "N3", CultureInfo.InvariantCulture);

    private static ReportTable Run(NodeStats stats)
    {
        NodeInfo node = stats.NodeInfo;
        IEnumerable<(string Name, string Value)> rows =
        [
            ("session", stats.TestInfo.SessionId),
            ("began", stats.TestInfo.Created.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("measured for", $"{stats.Duration.TotalSeconds:N1} s"),
            ("machine", $"{node.Processor}, {node.CoresCount} cores, {node.MemoryBytes / (1L << 30)} GiB, {node.OS}"),
            ("run time", node.DotNetVersion),
            ("version", node.Commit.Length > 0 ? $"{node.Version}, commit {node.Commit}" : node.Version),
            ("seed", $"{stats.Seed}"),
            .. stats.Settings,
            .. stats.ScenarioStats.Where(s => s.StopReason.Length > 0).Select(s => ($"{s.ScenarioName} ended early", s.StopReason)),
        ];
        return new ReportTable("Run", 2, ["", ""], [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, r.Value])]);
    }

    private static ReportTable Requests(ScenarioStats scenario) => new(
        $"{scenario.ScenarioName}: iterations and steps",
        1,
        ["", "ok", "ok/s", "failed", "failed %"],
        [.. Parts(scenario).Select(p => (IReadOnlyList<string>)
            [p.Name, Count(p.Ok.Request.Count), Number(p.Ok.Request.RPS), Count(p.Fail.Request.Count), Number(p.Fail.Request.Percent)])]);

    private static ReportTable Latencies(ScenarioStats scenario)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach ((string name, MeasurementStats ok, MeasurementStats fail) in Parts(scenario))
        {
            rows.Add(LatencyRow(name, ok.Latency));
            if (fail.Request.Count > 0)
            {
                rows.Add(LatencyRow($"{name}, failed", fail.Latency));
            }
        }

        if (scenario.StartDelay.MaxMs > 0)
        {
            rows.Add(LatencyRow("late start of arrivals", scenario.StartDelay));
        }

        return new ReportTable($"{scenario.ScenarioName}: latency in ms", 1, ["", .. LatencyColumns], rows);
    }

    private static IReadOnlyList<string> LatencyRow(string name, LatencyStats l) =>
    [
        name, Ms(l.Percent50), Ms(l.Percent75), Ms(l.Percent90), Ms(l.Percent95), Ms(l.Percent99), Ms(l.Percent999), Ms(l.Percent9999), Ms(l.MaxMs), Ms(l.MeanMs),
    ];

    private static ReportTable Transfer(ScenarioStats scenario) => new(
        $"{scenario.ScenarioName}: bytes of responses",
        1,
        ["", "all", "mean", "p50", "p95", "p99", "max"],
        [.. Parts(scenario).Where(p => p.Ok.DataTransfer.AllBytes > 0).Select(p =>
        {
            DataTransferStats d = p.Ok.DataTransfer;
            return (IReadOnlyList<string>)
                [p.Name, Count(d.AllBytes), Count(d.MeanBytes), Count(d.Percent50), Count(d.Percent95), Count(d.Percent99), Count(d.MaxBytes)];
        })]);

    private static ReportTable StatusCodes(ScenarioStats scenario) => new(
        $"{scenario.ScenarioName}: status codes",
        3,
        ["code", "", "message", "count", "%"],
        [.. scenario.Ok.StatusCodes.Concat(scenario.Fail.StatusCodes).Select(c => (IReadOnlyList<string>)
            [c.StatusCode, c.IsError ? "failed" : "ok", c.Message, Count(c.Count), Number(c.Percent)])]);

    private static ReportTable Thresholds(NodeStats stats) => new(
        "Thresholds",
        4,
        ["scenario", "step", "check", "", "errors"],
        [.. stats.Thresholds.Select(t => (IReadOnlyList<string>)
            [t.ScenarioName, t.StepName, t.CheckExpression, t.IsFailed ? $"FAILED {t.ExceptionMsg}".TrimEnd() : "met", Count(t.ErrorCount)])]);

    private static ReportTable Processes(NodeStats stats) => new(
        "Processes",
        1,
        ["", "cores, mean", "cores, max", "memory at the end, MiB", "memory, max, MiB"],
        [.. new[] { ("server", stats.Server), ("client", stats.Client) }.Where(p => p.Item2.Count > 0).Select(p => (IReadOnlyList<string>)
            [
                p.Item1,
                Number(p.Item2.Average(s => s.Cores)),
                Number(p.Item2.Max(s => s.Cores)),
                Number(p.Item2[^1].MemoryBytes / (double)(1 << 20)),
                Number(p.Item2.Max(s => s.MemoryBytes) / (double)(1 << 20)),
            ])]);

    private static IEnumerable<(string Name, MeasurementStats Ok, MeasurementStats Fail)> Parts(ScenarioStats scenario) =>
        scenario.StepStats.Select(s => ($"step {s.StepName}", s.Ok, s.Fail)).Prepend(("iterations", scenario.Ok, scenario.Fail));
}
