using System.Text;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>For a terminal or a log: columns under each other.</summary>
internal static class TextReport
{
    public static string Render(NodeStats stats)
    {
        var text = new StringBuilder().AppendLine(ReportContent.Title(stats));
        foreach (ReportTable table in ReportContent.Tables(stats))
        {
            text.AppendLine().AppendLine(table.Title);
            IReadOnlyList<string>[] rows = [.. table.Rows.Prepend(table.Columns).Where(r => r.Any(c => c.Length > 0))];
            int[] widths = [.. table.Columns.Select((_, column) => rows.Select(r => r[column].Length).DefaultIfEmpty(0).Max())];
            foreach (IReadOnlyList<string> row in rows)
            {
                IEnumerable<string> cells = row.Select((cell, column) =>
                    column < table.TextColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
                text.Append("  ").AppendLine(string.Join("  ", cells).TrimEnd());
            }
        }

        return text.ToString();
    }
}
