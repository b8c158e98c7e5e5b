using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;

namespace QuoteStream.LoadTests.Reports;

/// <summary>Writes a run's reports into a folder, one file a format.</summary>
internal static class ReportWriter
{
    /// <returns>The files' full paths.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(LoadTest test, NodeStats stats)
    {
        DirectoryInfo folder = Directory.CreateDirectory(test.ReportFolder!);
        string name = test.ReportFileName.Length > 0 ? test.ReportFileName : $"{FileNameOf(stats.TestInfo.TestName)}_{stats.TestInfo.SessionId}";
        var files = new List<string>();
        foreach (ReportFormat format in test.ReportFormats.Distinct())
        {
            string file = Path.Combine(folder.FullName, $"{name}.{format.ToString().ToLowerInvariant()}");
            await File.WriteAllTextAsync(file, Render(format, stats)).ConfigureAwait(false);
            files.Add(file);
        }

        return files;
    }

    public static string Render(ReportFormat format, NodeStats stats) => format switch
    {
        ReportFormat.Txt => TextReport.Render(stats),
        ReportFormat.Md => MarkdownReport.Render(stats),
        ReportFormat.Csv => CsvReport.Render(stats),
        ReportFormat.Json => JsonReport.Render(stats),
        ReportFormat.Html => HtmlReport.Render(stats),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such report."),
    };

    private static string FileNameOf(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+' ? c : '-'));
}
