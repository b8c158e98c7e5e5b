using System.Text;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>For a README or a pull request.</summary>
internal static class MarkdownReport
{
    public static string Render(NodeStats stats)
    {
        var text = new StringBuilder().Append("# ").AppendLine(Escape(ReportContent.Title(stats)));
        foreach (ReportTable table in ReportContent.Tables(stats))
        {
            text.AppendLine().Append("## ").AppendLine(Escape(table.Title)).AppendLine();
            AppendRow(text, table.Columns);
            AppendRow(text, [.. table.Columns.Select((_, i) => i < table.TextColumns ? "---" : "---:")]);
            foreach (IReadOnlyList<string> row in table.Rows)
            {
                AppendRow(text, [.. row.Select(Escape)]);
            }
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static string Escape(string cell) => cell.ReplaceLineEndings(" ").Replace("|", "\\|").Replace("<", "&lt;");
}
