using System.Text;
using System.Text.Json;

namespace QuoteStream.Client.Streams;

/// <summary>Turns an event's name and data into its type.</summary>
internal static class EventReader
{
    /// <summary>Never throws: what cannot be read is an <see cref="UnknownEvent"/>, so that one bad event does not end a stream.</summary>
    public static StreamEvent Read(string name, ReadOnlySpan<byte> data)
    {
        try
        {
            return ReadKnown(name, data) ?? new UnknownEvent(name, Encoding.UTF8.GetString(data), Problem: null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // The converters' own complaints about a value of another type or out of range come as the latter two.
            return new UnknownEvent(name, Encoding.UTF8.GetString(data), exception.Message);
        }
    }

    private static StreamEvent? ReadKnown(string name, ReadOnlySpan<byte> data) => name switch
    {
        "quote" => JsonSerializer.Deserialize(data, StreamJson.Default.QuoteEvent),
        "trade" => JsonSerializer.Deserialize(data, StreamJson.Default.TradeEvent),
        "status" => JsonSerializer.Deserialize(data, StreamJson.Default.StatusEvent),
        "heartbeat" => JsonSerializer.Deserialize(data, StreamJson.Default.HeartbeatEvent),
        "hello" => JsonSerializer.Deserialize(data, StreamJson.Default.HelloEvent),
        "ready" => JsonSerializer.Deserialize(data, StreamJson.Default.ReadyEvent),
        "gap" => JsonSerializer.Deserialize(data, StreamJson.Default.GapEvent),
        "subscriptions" => JsonSerializer.Deserialize(data, StreamJson.Default.SubscriptionsEvent),
        "transaction" => JsonSerializer.Deserialize(data, StreamJson.Default.TransactionEvent),
        "portfolio" => JsonSerializer.Deserialize(data, StreamJson.Default.PortfolioEvent),
        "slow" => JsonSerializer.Deserialize(data, StreamJson.Default.SlowEvent),
        "expiring" => JsonSerializer.Deserialize(data, StreamJson.Default.ExpiringEvent),
        "problem" => new ProblemEvent(JsonSerializer.Deserialize(data, StreamJson.Default.QuoteStreamProblem) ?? new QuoteStreamProblem()),
        "goodbye" => JsonSerializer.Deserialize(data, StreamJson.Default.GoodbyeEvent),
        _ => null,
    };
}
