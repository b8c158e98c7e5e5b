using System.Text.Json;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios;

/// <summary>A transaction as clients see it, in answers and on streams.</summary>
internal static class TransactionJson
{
    /// <summary>Writes it as an object.</summary>
    public static void Write(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteStartObject();
        json.WriteString("portfolio"u8, transaction.Portfolio);
        json.WriteNumber("seq"u8, transaction.Seq);
        json.WriteString("id"u8, transaction.Id);
        json.WriteString("type"u8, TransactionTypeNames.NameOf(transaction.Type));
        json.WriteKnown("symbol"u8, transaction.Symbol);
        json.WriteExact("quantity"u8, transaction.Quantity);
        json.WriteExact("price"u8, transaction.Price);
        json.WriteExact("fee"u8, transaction.Fee == 0 ? null : transaction.Fee);
        json.WriteKnown("ratio"u8, transaction.Ratio?.ToString());
        json.WriteExact("amount"u8, transaction.Amount);
        json.WriteExact("cashAfter"u8, transaction.CashAfter);
        json.WriteExact("positionAfter"u8, transaction.PositionAfter);
        json.WriteExact("realizedPnl"u8, transaction.RealizedPnl);
        if (transaction.Reverses is { } reversed)
        {
            json.WriteNumber("reverses"u8, reversed);
        }

        json.WriteNumber("time"u8, transaction.TimeMicros);
        json.WriteNumber("recorded"u8, transaction.RecordedMicros);
        json.WriteKnown("note"u8, transaction.Note);
        json.WriteEndObject();
    }
}
