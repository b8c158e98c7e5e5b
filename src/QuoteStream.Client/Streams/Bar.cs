using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>What the trades of one interval of a symbol come to.</summary>
public sealed record Bar
{
    /// <summary>Where it begins: microseconds since the Unix epoch.</summary>
    [JsonPropertyName("time")]
    public long TimeMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset Time => UnixMicros.ToTime(TimeMicros);

    /// <summary>With the three below, null: nothing traded that may set a price.</summary>
    public decimal? Open { get; init; }

    public decimal? High { get; init; }

    public decimal? Low { get; init; }

    public decimal? Close { get; init; }

    public decimal Volume { get; init; }

    public long TradeCount { get; init; }

    /// <summary>Average price by volume of the trades that may set a price; null: there is none.</summary>
    public decimal? Vwap { get; init; }

    /// <summary>The interval is not over yet.</summary>
    public bool Partial { get; init; }
}
