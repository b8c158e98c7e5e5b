using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>What a stream was granted for one symbol.</summary>
public sealed record SymbolSubscription
{
    public string Symbol { get; init; } = "";

    /// <summary>Most quotes a second; infinite: each change.</summary>
    [JsonConverter(typeof(RateConverter))]
    public double MaxRate { get; init; }

    /// <summary>Every trade is sent.</summary>
    public bool Trades { get; init; }

    public SubscriptionState State { get; init; }
}
