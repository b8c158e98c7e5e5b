using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>A symbol's trading state or staleness changed.</summary>
public sealed record StatusEvent : StreamEvent
{
    public string Symbol { get; init; } = "";

    public TradingStatus? State { get; init; }

    /// <summary>The venue's reason code.</summary>
    public string? Reason { get; init; }

    public bool Stale { get; init; }

    public StaleReason? StaleReason { get; init; }

    /// <summary>Market identifier codes of venues whose quotes are stale, and which the best bid or offer therefore leaves out; null when there are none.</summary>
    public IReadOnlyList<string>? StaleVenues { get; init; }

    /// <summary>The venue's own time of a change of state; the server's of one of staleness.</summary>
    [JsonPropertyName("time")]
    public long? TimeMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset? Time => UnixMicros.ToTime(TimeMicros);
}
