using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>What of a symbol's quote and trades is not as a plain decoder found it in the recording.</summary>
internal static class RecordedFaults
{
    public static IEnumerable<string> OfQuote(string symbol, PlainSymbol plain, JsonElement quote)
    {
        var (bidSize, bid, ask, askSize) = plain.LastQuote ?? default;
        (string Name, decimal? Expected)[] fields =
        [
            ("bid", bidSize == 0 ? null : Price(bid)),
            ("bidSize", bidSize == 0 ? null : bidSize),
            ("ask", askSize == 0 ? null : Price(ask)),
            ("askSize", askSize == 0 ? null : askSize),
            ("last", Price(plain.LastSale?.Price)),
            ("lastSize", plain.LastSale?.Size),
            ("high", Price(plain.High)),
            ("low", Price(plain.Low)),
            ("volume", plain.LastSale is null && plain.Volume == 0 ? null : plain.Volume),
        ];
        return from field in fields
               where Number(quote, field.Name) != field.Expected
               select $"{symbol}: {field.Name} should be {field.Expected}: {quote.GetRawText()}";
    }

    public static IEnumerable<string> OfTrades(string symbol, PlainSymbol plain, JsonElement[] trades)
    {
        var told = trades
            .Where(trade => !trade.TryGetProperty("correction", out _))
            .Select(trade => new PlainTrade(
                long.Parse(trade.GetProperty("id").GetString()!),
                (long)(Number(trade, "price") * 10_000)!,
                (long)Number(trade, "size")!,
                trade.GetProperty("regular").GetBoolean()));
        if (!told.SequenceEqual(plain.Trades))
        {
            yield return $"{symbol}: its trades are not those of the recording";
        }

        var bySeq = trades.ToDictionary(trade => trade.GetProperty("seq").GetInt64(), trade => trade.GetProperty("id").GetString());
        var broken = trades
            .Where(trade => trade.TryGetProperty("correction", out var kind) && kind.GetString() == "cancel")
            .Select(trade => long.Parse(bySeq[trade.GetProperty("corrects").GetInt64()]!));
        if (!plain.Broken.SetEquals(broken))
        {
            yield return $"{symbol}: its broken trades are not those of the recording";
        }
    }

    public static decimal? Number(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.GetDecimal() : null;

    private static decimal? Price(long? units) => units / 10_000m;
}
