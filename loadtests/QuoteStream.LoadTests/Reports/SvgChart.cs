using System.Globalization;
using System.Net;
using System.Text;

namespace QuoteStream.LoadTests.Reports;

/// <summary>Lines over time, as an SVG picture that needs nothing else.</summary>
internal static class SvgChart
{
    private const int Width = 860;
    private const int Height = 220;
    private const int Left = 70;
    private const int Right = 10;
    private const int Top = 26;
    private const int Bottom = 22;
    private const int GridLines = 4;

    // More points than pixels say nothing more, and make a day's page heavy.
    private const int MaxPointsDrawn = 800;

    // Distinct also for readers who do not see red and green apart (https://jfly.uni-koeln.de/color/).
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"];

    private static readonly double[] NiceSteps = [1, 2, 5, 10];

    /// <param name="seconds">Of each point.</param>
    /// <param name="lines">Each with a value for each point.</param>
    public static string Render(string title, IReadOnlyList<double> seconds, params (string Name, IReadOnlyList<double> Values)[] lines)
    {
        double top = NiceTop(lines.SelectMany(l => l.Values).DefaultIfEmpty(0).Max());
        double end = Math.Max(seconds.DefaultIfEmpty(0).Max(), 1e-3);
        var svg = new StringBuilder(
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>{WebUtility.HtmlEncode(title)}</title><text x=\"{Left}\" y=\"14\" class=\"t\">{WebUtility.HtmlEncode(title)}</text>");
        for (int i = 0; i <= GridLines; i++)
        {
            double y = Y(top * i / GridLines, top);
            svg.Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{N(y)}\" y2=\"{N(y)}\" class=\"g\"/>")
                .Append($"<text x=\"{Left - 6}\" y=\"{N(y + 4)}\" text-anchor=\"end\">{ReportContent.Number(top * i / GridLines)}</text>")
                .Append($"<text x=\"{N(X(end * i / GridLines, end))}\" y=\"{Height - 6}\" text-anchor=\"middle\">{ReportContent.Number(end * i / GridLines)} s</text>");
        }

        for (int i = 0; i < lines.Length; i++)
        {
            string colour = Colours[i % Colours.Length];
            svg.Append($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" points=\"{Points(seconds, lines[i].Values, end, top)}\"/>")
                .Append($"<text x=\"{Width - Right - ((lines.Length - i) * 90)}\" y=\"14\" fill=\"{colour}\">{WebUtility.HtmlEncode(lines[i].Name)}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Points(IReadOnlyList<double> seconds, IReadOnlyList<double> values, double end, double top)
    {
        int step = Math.Max(1, (values.Count + MaxPointsDrawn - 1) / MaxPointsDrawn);
        return string.Join(' ', Enumerable.Range(0, values.Count).Where(i => i % step == 0).Select(i => $"{N(X(seconds[i], end))},{N(Y(values[i], top))}"));
    }

    private static double X(double seconds, double end) => Left + ((Width - Left - Right) * seconds / end);

    private static double Y(double value, double top) => Height - Bottom - ((Height - Top - Bottom) * value / top);

    /// <summary>1, 2 or 5 times a power of ten, not below the greatest value.</summary>
    private static double NiceTop(double greatest)
    {
        if (greatest <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(greatest)));
        return NiceSteps.Select(f => f * power).First(t => t >= greatest * (1 - 1e-12));
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
