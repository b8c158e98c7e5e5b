using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace QuoteStream.Testing.Venues;

/// <summary>A recorded connection to the venue: its messages, when each came, and what a plain decoder makes of them.</summary>
public sealed class CoinbaseRecording
{
    private CoinbaseRecording(IReadOnlyList<(TimeSpan Time, byte[] Message)> messages)
    {
        Messages = messages;
        foreach (var message in messages.Select(m => JsonElement.Parse(m.Message)))
        {
            Note(message);
        }
    }

    /// <summary>Times count from the first.</summary>
    public IReadOnlyList<(TimeSpan Time, byte[] Message)> Messages { get; }

    /// <summary>Of all channels.</summary>
    public Dictionary<string, int> MessagesByChannel { get; } = [];

    public int Tickers { get; private set; }

    /// <summary>When the last message with ticks was sent: nanoseconds since the Unix epoch.</summary>
    public ulong LastTickNanos { get; private set; }

    /// <summary>The newest of each product: bid, its size, ask, its size.</summary>
    public Dictionary<string, (decimal Bid, decimal BidSize, decimal Ask, decimal AskSize)> Quotes { get; } = [];

    /// <summary>Of each product, in the order of their ids, but for those that were sold before the connection: id, price and size.</summary>
    public Dictionary<string, List<(string Id, decimal Price, decimal Size)>> Trades { get; } = [];

    public static CoinbaseRecording Read()
    {
        using var file = new StreamReader(
            new GZipStream(File.OpenRead(MarketDataFolder.File("crypto-ws", "coinbase.jsonl.gz")), CompressionMode.Decompress));
        var messages = new List<(TimeSpan, byte[])>();
        double first = 0;
        while (file.ReadLine() is { } line)
        {
            var entry = JsonElement.Parse(line);
            if (entry.GetProperty("t").GetString() != "recv")
            {
                continue;
            }

            var time = entry.GetProperty("ts").GetDouble();
            first = first == 0 ? time : first;
            messages.Add((TimeSpan.FromSeconds(time - first), Encoding.UTF8.GetBytes(entry.GetProperty("data").GetString()!)));
        }

        return new CoinbaseRecording(messages);
    }

    /// <summary>Plays it, as if a client had subscribed to what was subscribed to then.</summary>
    /// <param name="speed">How much faster than it was; infinity: as fast as it goes.</param>
    public Task PlayAsync(CoinbaseVenueConnection connection, double speed) => PlayAsync(connection, speed, Range.All);

    /// <inheritdoc cref="PlayAsync(CoinbaseVenueConnection, double)"/>
    /// <param name="part">Which of the messages.</param>
    /// <param name="lost">The one of them that does not arrive; -1: none.</param>
    public async Task PlayAsync(CoinbaseVenueConnection connection, double speed, Range part, int lost = -1)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (from, count) = part.GetOffsetAndLength(Messages.Count);
        for (var i = from; i < from + count; i++)
        {
            var wait = ((Messages[i].Time - Messages[from].Time) / speed) - TimeProvider.System.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, connection.Gone);
            }

            if (i != lost)
            {
                await connection.SendAsync(Messages[i].Message);
            }
        }
    }

    private void Note(JsonElement message)
    {
        var channel = message.GetProperty("channel").GetString()!;
        MessagesByChannel[channel] = MessagesByChannel.GetValueOrDefault(channel) + 1;
        if (channel is "ticker" or "market_trades")
        {
            var time = Text(message, "timestamp");
            var second = DateTimeOffset.Parse($"{time.AsSpan(0, time.IndexOf('.'))}Z").ToUnixTimeSeconds();
            LastTickNanos = ((ulong)second * 1_000_000_000) + ulong.Parse(time[(time.IndexOf('.') + 1)..^1].PadRight(9, '0'));
        }

        foreach (var part in message.GetProperty("events").EnumerateArray())
        {
            if (channel == "ticker")
            {
                foreach (var ticker in part.GetProperty("tickers").EnumerateArray())
                {
                    Tickers++;
                    Quotes[Text(ticker, "product_id")] = (
                        Number(ticker, "best_bid"), Number(ticker, "best_bid_quantity"),
                        Number(ticker, "best_ask"), Number(ticker, "best_ask_quantity"));
                }
            }
            else if (channel == "market_trades" && Text(part, "type") == "update")
            {
                foreach (var trade in part.GetProperty("trades").EnumerateArray().Reverse())
                {
                    var product = Text(trade, "product_id");
                    Trades.TryAdd(product, []);
                    Trades[product].Add((Text(trade, "trade_id"), Number(trade, "price"), Number(trade, "size")));
                }
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static decimal Number(JsonElement element, string name) => decimal.Parse(Text(element, name));
}
