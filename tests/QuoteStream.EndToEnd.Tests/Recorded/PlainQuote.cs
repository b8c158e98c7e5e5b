using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>Prices in units of 1e-4; a size of 0: nothing quoted there.</summary>
internal sealed record PlainQuote(long Bid, long BidSize, long Ask, long AskSize)
{
    /// <summary>As a quote of the server, or of its stream, tells it.</summary>
    public static PlainQuote Of(JsonElement quote) =>
        new(Units(quote, "bid", 10_000), Units(quote, "bidSize", 1), Units(quote, "ask", 10_000), Units(quote, "askSize", 1));

    private static long Units(JsonElement quote, string name, int perUnit) =>
        quote.TryGetProperty(name, out var value) ? (long)(value.GetDecimal() * perUnit) : 0;
}
