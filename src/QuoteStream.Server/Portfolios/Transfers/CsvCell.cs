namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>A cell of a CSV file, without its quotes.</summary>
/// <param name="Line">Where it begins: 1, 2, 3...</param>
/// <param name="Column">Where it begins: characters from the line's beginning, 1, 2, 3...</param>
internal readonly record struct CsvCell(string Text, int Line, int Column);
