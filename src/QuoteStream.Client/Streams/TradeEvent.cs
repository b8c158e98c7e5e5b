using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>A trade, or what became of an earlier one.</summary>
public sealed record TradeEvent : StreamEvent
{
    public string Symbol { get; init; } = "";

    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    /// <summary>ISO 10383 code.</summary>
    public string? Venue { get; init; }

    /// <summary>Sale condition codes as the venue printed them.</summary>
    public string? Conditions { get; init; }

    /// <summary>It may set the last price.</summary>
    public bool Regular { get; init; }

    /// <summary>Its price is so far from the last sale that it counts nowhere before another trade or a quote confirms it.</summary>
    public bool Suspicious { get; init; }

    /// <summary>The venue's own.</summary>
    [JsonPropertyName("id")]
    public string? TradeId { get; init; }

    /// <summary>1, 2, 3... per symbol.</summary>
    public long Seq { get; init; }

    /// <summary>What this does to an earlier trade; null: it is a new one.</summary>
    public TradeCorrectionKind? Correction { get; init; }

    /// <summary><see cref="Seq"/> of the trade that this changes.</summary>
    public long? Corrects { get; init; }

    /// <summary>The venue's own time.</summary>
    [JsonPropertyName("time")]
    public long? TimeMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset? Time => UnixMicros.ToTime(TimeMicros);

    /// <summary>When the server got the tick.</summary>
    [JsonPropertyName("received")]
    public long? ReceivedMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset? Received => UnixMicros.ToTime(ReceivedMicros);
}
