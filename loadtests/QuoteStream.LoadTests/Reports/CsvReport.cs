using System.Globalization;
using System.Text;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>For a spreadsheet (RFC 4180): a row for each scenario and each step. Times are milliseconds.</summary>
internal static class CsvReport
{
    private static readonly string[] Columns =
    [
        "session", "scenario", "step", "duration_s", "ok", "ok_per_s", "failed", "failed_percent", "min_ms", "mean_ms", "stddev_ms", "p50_ms",
        "p75_ms", "p90_ms", "p95_ms", "p99_ms", "p99.9_ms", "p99.99_ms", "max_ms", "all_bytes",
    ];

    public static string Render(NodeStats stats)
    {
        var text = new StringBuilder();
        AppendRow(text, Columns);
        foreach (ScenarioStats scenario in stats.ScenarioStats)
        {
            AppendRow(text, Row(stats, scenario, "", scenario.Ok, scenario.Fail));
            foreach (StepStats step in scenario.StepStats)
            {
                AppendRow(text, Row(stats, scenario, step.StepName, step.Ok, step.Fail));
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Row(NodeStats stats, ScenarioStats scenario, string step, MeasurementStats ok, MeasurementStats fail)
    {
        LatencyStats l = ok.Latency;
        double[] numbers =
        [
            scenario.Duration.TotalSeconds, ok.Request.Count, ok.Request.RPS, fail.Request.Count, fail.Request.Percent, l.MinMs, l.MeanMs, l.StdDev,
            l.Percent50, l.Percent75, l.Percent90, l.Percent95, l.Percent99, l.Percent999, l.Percent9999, l.MaxMs, ok.DataTransfer.AllBytes,
        ];
        return [stats.TestInfo.SessionId, scenario.ScenarioName, step, .. numbers.Select(n => n.ToString("0.####", CultureInfo.InvariantCulture))];
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append("\r\n");

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
