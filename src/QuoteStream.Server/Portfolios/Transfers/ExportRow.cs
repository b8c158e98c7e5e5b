using System.Globalization;
using System.Text;
using System.Text.Json;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>A transaction as a row of a file: the order that it came of, and behind that what the ledger made of it.</summary>
internal static class ExportRow
{
    public const string CsvHeader =
        "seq,type,symbol,quantity,price,fee,amount,ratio,reverses,time,note,cashAfter,positionAfter,realizedPnl,recorded\r\n";

    public static void AppendCsv(StringBuilder text, Transaction transaction)
    {
        var order = BookedOrder.Of(transaction);
        text.Append(CultureInfo.InvariantCulture, $"{transaction.Seq},{TransactionTypeNames.NameOf(order.Type)},");
        CsvText.AppendText(text, order.Symbol);
        AppendNumber(text, order.Quantity);
        AppendNumber(text, order.Price);
        AppendNumber(text, order.Fee);
        AppendNumber(text, order.Amount);
        text.Append(CultureInfo.InvariantCulture, $",{order.Ratio},{order.Reverses},{order.TimeMicros},");
        CsvText.AppendText(text, order.Note);
        AppendNumber(text, transaction.CashAfter);
        AppendNumber(text, transaction.PositionAfter);
        AppendNumber(text, transaction.RealizedPnl);
        text.Append(CultureInfo.InvariantCulture, $",{transaction.RecordedMicros}\r\n");
    }

    public static void WriteJson(Utf8JsonWriter json, Transaction transaction)
    {
        var order = BookedOrder.Of(transaction);
        json.WriteStartObject();
        json.WriteNumber("seq"u8, transaction.Seq);
        json.WriteString("type"u8, TransactionTypeNames.NameOf(order.Type));
        json.WriteKnown("symbol"u8, order.Symbol);
        json.WriteExact("quantity"u8, order.Quantity);
        json.WriteExact("price"u8, order.Price);
        json.WriteExact("fee"u8, order.Fee);
        json.WriteExact("amount"u8, order.Amount);
        json.WriteKnown("ratio"u8, order.Ratio?.ToString());
        json.WriteExact("reverses"u8, order.Reverses);
        json.WriteExact("time"u8, order.TimeMicros);
        json.WriteKnown("note"u8, order.Note);
        json.WriteExact("cashAfter"u8, transaction.CashAfter);
        json.WriteExact("positionAfter"u8, transaction.PositionAfter);
        json.WriteExact("realizedPnl"u8, transaction.RealizedPnl);
        json.WriteNumber("recorded"u8, transaction.RecordedMicros);
        json.WriteEndObject();
    }

    private static void AppendNumber(StringBuilder text, decimal? value)
    {
        text.Append(',');
        if (value is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ExactJson.Plain(number)}");
        }
    }
}
