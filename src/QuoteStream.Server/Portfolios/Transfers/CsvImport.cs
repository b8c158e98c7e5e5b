using System.Text;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Server.Portfolios.Orders;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>Reads the orders of a CSV file, whose first row names the fields.</summary>
internal static class CsvImport
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="check">What is wrong with an order by itself.</param>
    /// <exception cref="FileFaultException">It cannot be read, or has too many rows.</exception>
    public static List<ImportRow> Read(ReadOnlySpan<byte> utf8, int maxRows, Func<TransactionOrder, OrderFault?> check)
    {
        var reader = new CsvReader(Decode(utf8));
        var cells = new List<CsvCell>();
        var header = ReadHeader(ref reader, cells);
        var rows = new List<ImportRow>();
        while (reader.Read(cells))
        {
            if (rows.Count == maxRows)
            {
                throw new FileFaultException(cells[0].Line, 1, $"A file can have {maxRows} rows.");
            }

            rows.Add(ReadRow(rows.Count + 1, header, cells, check));
        }

        return rows;
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException fault)
        {
            var before = utf8[..Math.Clamp(fault.Index, 0, utf8.Length)];
            throw new FileFaultException(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), "The file is not UTF-8.");
        }
    }

    private static string[] ReadHeader(ref CsvReader reader, List<CsvCell> cells)
    {
        var known = (string[])[.. OrderDraft.Fields, OrderDraft.KeyField, OrderDraft.SeqField, .. OrderDraft.LedgerFields];
        if (!reader.Read(cells))
        {
            throw new FileFaultException(1, 1, $"The first row must name the fields, some of {string.Join(", ", known)}.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            if (!known.Contains(cell.Text) || !names.Add(cell.Text))
            {
                var fault = known.Contains(cell.Text) ? "is there twice" : $"is none of {string.Join(", ", known)}";
                throw new FileFaultException(cell.Line, cell.Column, $"The field '{cell.Text}' {fault}.");
            }
        }

        return [.. cells.Select(cell => cell.Text)];
    }

    private static ImportRow ReadRow(int number, string[] header, List<CsvCell> cells, Func<TransactionOrder, OrderFault?> check)
    {
        var (line, column) = (cells[0].Line, cells[0].Column);
        var draft = new OrderDraft(isRow: true);
        if (cells.Count != header.Length)
        {
            var odd = new RowFault(line, column, null, null, $"The row has {cells.Count} cells, and the header has {header.Length}.");
            return new ImportRow(number, line, column, null, null, null, odd);
        }

        OrderFault? fault = null;
        for (var i = 0; i < header.Length; i++)
        {
            if (cells[i].Text.Length > 0)
            {
                fault ??= draft.Set(header[i], TextOf(header[i], cells[i].Text), isNumber: false, i);
            }
        }

        TransactionOrder? order = null;
        fault ??= draft.Finish(out order) ?? check(order!);
        if (fault is null)
        {
            return new ImportRow(number, line, column, draft.Key, draft.Seq, order, null);
        }

        var at = draft.PlaceOf(fault.Field) is { } cell ? cells[(int)cell] : cells[0];
        var told = new RowFault(at.Line, at.Column, fault.Field, null, $"{fault.Field} {fault.Text}");
        return new ImportRow(number, line, column, draft.Key, draft.Seq, null, told);
    }

    private static string TextOf(string field, string cell) => field is "symbol" or "note" ? CsvText.Unshield(cell) : cell;
}
