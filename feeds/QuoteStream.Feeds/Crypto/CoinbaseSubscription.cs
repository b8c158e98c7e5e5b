using System.Buffers;
using System.Text.Json;

namespace QuoteStream.Feeds.Crypto;

/// <summary>The messages by which a connection begins: one for each channel, within the five seconds that the venue waits for the first.</summary>
internal static class CoinbaseSubscription
{
    // Quotes before trades, so that after a loss no symbol counts as fresh for its missed trades while its quote is an old one.
    // Heartbeats keep the others open when nothing is traded, and show that the connection lives.
    private static readonly string[] Channels = ["ticker", "market_trades", "heartbeats"];

    public static ReadOnlyMemory<byte>[] Messages(IReadOnlyList<string> products) => [.. Channels.Select(channel => Message(channel, products))];

    private static ReadOnlyMemory<byte> Message(string channel, IReadOnlyList<string> products)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type", "subscribe");
        json.WriteStartArray("product_ids");
        foreach (string product in products)
        {
            json.WriteStringValue(product);
        }

        json.WriteEndArray();
        json.WriteString("channel", channel);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
