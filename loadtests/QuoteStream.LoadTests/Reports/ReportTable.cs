namespace QuoteStream.LoadTests.Reports;

/// <summary>A table of any report: a title, the names of its columns, its rows.</summary>
/// <param name="TextColumns">So many columns from the left are texts; the others are numbers, to be put to the right.</param>
internal sealed record ReportTable(string Title, int TextColumns, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
