using System.Text.Json;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Server.Portfolios.Orders;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>Reads the orders of a JSON file: an array of the objects that are posted one by one.</summary>
internal static class JsonImport
{
    /// <inheritdoc cref="CsvImport.Read"/>
    public static List<ImportRow> Read(ReadOnlySpan<byte> utf8, int maxRows, Func<TransactionOrder, OrderFault?> check)
    {
        var places = new LineCounter(utf8);
        var rows = new List<ImportRow>();
        try
        {
            var reader = new Utf8JsonReader(utf8, OrderJson.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                throw new FileFaultException(1, 1, "The file must be an array of objects.");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var (line, column) = places.PlaceOf(reader.TokenStartIndex);
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    throw new FileFaultException(line, column, "An object is expected.");
                }

                if (rows.Count == maxRows)
                {
                    throw new FileFaultException(line, column, $"A file can have {maxRows} rows.");
                }

                rows.Add(ReadRow(ref reader, ref places, rows.Count + 1, check));
            }

            // The reader finds fault with whatever follows.
            reader.Read();
            return rows;
        }
        catch (JsonException fault)
        {
            throw new FileFaultException((int)(fault.LineNumber ?? 0) + 1, (int)(fault.BytePositionInLine ?? 0) + 1, "This is not JSON.");
        }
    }

    private static ImportRow ReadRow(ref Utf8JsonReader reader, ref LineCounter places, int number, Func<TransactionOrder, OrderFault?> check)
    {
        var begin = reader.TokenStartIndex;
        var (line, column) = places.PlaceOf(begin);
        var draft = new OrderDraft(isRow: true);
        TransactionOrder? order = null;
        var fault = OrderJson.ReadObject(ref reader, draft, out var at);
        if (fault is null)
        {
            fault = draft.Finish(out order) ?? check(order!);
            at = fault is null ? begin : draft.PlaceOf(fault.Field) ?? begin;
        }

        if (fault is null)
        {
            return new ImportRow(number, line, column, draft.Key, draft.Seq, order, null);
        }

        var place = places.PlaceOf(at);
        var told = new RowFault(place.Line, place.Column, fault.Field, null, $"{fault.Field} {fault.Text}");
        return new ImportRow(number, line, column, draft.Key, draft.Seq, null, told);
    }
}
