using System.Text.Json;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Valuation;

namespace QuoteStream.Server.Portfolios;

/// <summary>A valued portfolio as clients see it, in answers and on streams.</summary>
internal static class PortfolioJson
{
    /// <summary>Writes it as an object.</summary>
    /// <param name="asOfMicros">When it was valued: microseconds since the Unix epoch. Null: not told, so that the same figures are the same bytes.</param>
    public static void Write(Utf8JsonWriter json, PortfolioValue value, long? asOfMicros = null)
    {
        json.WriteStartObject();
        WriteTermsWithin(json, value.Terms);
        json.WriteExact("cash"u8, value.Totals.Cash);
        json.WriteStartArray("positions"u8);
        foreach (var position in value.Positions)
        {
            WritePosition(json, position);
        }

        json.WriteEndArray();
        WriteTotals(json, value.Totals);
        json.WriteNumber("transactionSeq"u8, value.TransactionSeq);
        json.WriteBoolean("stale"u8, value.IsStale);
        if (asOfMicros is { } asOf)
        {
            json.WriteNumber("asOf"u8, asOf);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes what was agreed when it was opened, as an object.</summary>
    public static void WriteTerms(Utf8JsonWriter json, PortfolioTerms terms)
    {
        json.WriteStartObject();
        WriteTermsWithin(json, terms);
        json.WriteEndObject();
    }

    private static void WriteTermsWithin(Utf8JsonWriter json, PortfolioTerms terms)
    {
        json.WriteString("id"u8, terms.Id);
        json.WriteString("name"u8, terms.Name);
        json.WriteString("currency"u8, terms.Currency.Code);
        json.WriteBoolean("allowShort"u8, terms.AllowShort);
        json.WriteBoolean("allowMargin"u8, terms.AllowMargin);
        json.WriteNumber("created"u8, terms.CreatedMicros);
    }

    private static void WritePosition(Utf8JsonWriter json, PositionValue value)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, value.Position.Symbol);
        json.WriteExact("quantity"u8, value.Position.Quantity);
        json.WriteExact("averageCost"u8, value.Position.AverageCost);
        json.WriteExact("last"u8, value.Last);
        json.WriteExact("mark"u8, value.Mark);
        json.WriteExact("marketValue"u8, value.MarketValue);
        json.WriteExact("unrealizedPnl"u8, value.UnrealizedPnl);
        json.WriteExact("realizedPnl"u8, value.Position.RealizedPnl);
        json.WriteExact("dayChange"u8, value.DayChange);
        json.WriteKnown("currency"u8, value.Currency);
        json.WriteKnown("fxSymbol"u8, value.FxSymbol);
        json.WriteExact("fxRate"u8, value.FxRate);
        if (value.IsStale)
        {
            json.WriteBoolean("stale"u8, true);
        }

        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, PortfolioTotals totals)
    {
        json.WriteStartObject("totals"u8);
        json.WriteExact("cash"u8, totals.Cash);
        json.WriteExact("marketValue"u8, totals.MarketValue);
        json.WriteExact("equity"u8, totals.Equity);
        json.WriteExact("unrealizedPnl"u8, totals.UnrealizedPnl);
        json.WriteExact("realizedPnl"u8, totals.RealizedPnl);
        json.WriteExact("dividends"u8, totals.Dividends);
        json.WriteExact("fees"u8, totals.Fees);
        json.WriteExact("dayChange"u8, totals.DayChange);
        WriteSymbols(json, "leftOut"u8, totals.LeftOut);
        WriteSymbols(json, "dayChangeLeftOut"u8, totals.DayChangeLeftOut);
        json.WriteEndObject();
    }

    private static void WriteSymbols(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> symbols)
    {
        if (symbols.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var symbol in symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
    }
}
