using System.Net;
using System.Text;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>One page that needs nothing else: charts over time, then every table.</summary>
internal static class HtmlReport
{
    private const string Style =
        """
        body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222;background:#fff}
        h1{font-size:1.5rem}h1.failed{color:#b00020}h2{font-size:1.05rem;margin-top:2rem}
        table{border-collapse:collapse}th,td{padding:.2rem .7rem;border-bottom:1px solid #ddd;text-align:right;font-variant-numeric:tabular-nums}
        th.l,td.l{text-align:left}svg{width:100%;font:11px system-ui,sans-serif;fill:currentColor;margin:.4rem 0}svg .t{font-weight:600;font-size:13px}svg .g{stroke:#8884}
        @media(prefers-color-scheme:dark){body{background:#16181c;color:#ddd}th,td{border-color:#333}h1.failed{color:#ff6b6b}}
        """;

    public static string Render(NodeStats stats)
    {
        string title = Encode(ReportContent.Title(stats));
        var html = new StringBuilder(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{Style}</style></head><body>");
        html.Append($"<h1{(stats.IsFailed ? " class=\"failed\"" : "")}>{title}</h1>");
        foreach (ScenarioSeries series in stats.Series)
        {
            AppendCharts(html, series);
        }

        AppendProcesses(html, stats);
        foreach (ReportTable table in ReportContent.Tables(stats))
        {
            AppendTable(html, table);
        }

        return html.Append("</body></html>").ToString();
    }

    private static void AppendCharts(StringBuilder html, ScenarioSeries series)
    {
        double[] seconds = [.. series.Points.Select(p => p.Elapsed.TotalSeconds)];
        html.Append($"<h2>{Encode(series.ScenarioName)}: over time</h2>");
        html.Append(SvgChart.Render("iterations a second", seconds, ("ok", Values(series, p => p.OkPerSecond)), ("failed", Values(series, p => p.FailPerSecond))));
        html.Append(SvgChart.Render(
            "latency, ms",
            seconds,
            ("p50", Values(series, p => p.Percent50)),
            ("p95", Values(series, p => p.Percent95)),
            ("p99", Values(series, p => p.Percent99)),
            ("max", Values(series, p => p.MaxMs))));
        html.Append(SvgChart.Render("load: copies, or arrivals a second", seconds, ("load", Values(series, p => p.Load))));
        if (series.Points.Any(p => p.BytesPerSecond > 0))
        {
            html.Append(SvgChart.Render("MB a second", seconds, ("bytes", Values(series, p => p.BytesPerSecond / 1e6))));
        }
    }

    private static void AppendProcesses(StringBuilder html, NodeStats stats)
    {
        foreach ((string name, IReadOnlyList<ProcessPoint> points) in new[] { ("server", stats.Server), ("client", stats.Client) })
        {
            if (points.Count > 0)
            {
                double[] seconds = [.. points.Select(p => p.Elapsed.TotalSeconds)];
                html.Append($"<h2>Process of the {name}</h2>");
                html.Append(SvgChart.Render("cores in use", seconds, ("cores", [.. points.Select(p => p.Cores)])));
                html.Append(SvgChart.Render("memory, MiB", seconds, ("resident", [.. points.Select(p => p.MemoryBytes / (double)(1 << 20))])));
            }
        }
    }

    private static void AppendTable(StringBuilder html, ReportTable table)
    {
        html.Append($"<h2>{Encode(table.Title)}</h2><table>");
        if (table.Columns.Any(c => c.Length > 0))
        {
            AppendRow(html, "th", table.TextColumns, table.Columns);
        }

        foreach (IReadOnlyList<string> row in table.Rows)
        {
            AppendRow(html, "td", table.TextColumns, row);
        }

        html.Append("</table>");
    }

    private static void AppendRow(StringBuilder html, string cell, int textColumns, IReadOnlyList<string> cells) =>
        html.Append("<tr>").AppendJoin("", cells.Select((c, i) => $"<{cell}{(i < textColumns ? " class=\"l\"" : "")}>{Encode(c)}</{cell}>")).Append("</tr>");

    private static double[] Values(ScenarioSeries series, Func<ScenarioPoint, double> value) => [.. series.Points.Select(value)];

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
