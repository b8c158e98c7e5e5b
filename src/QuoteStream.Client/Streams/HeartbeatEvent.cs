using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>The stream is alive.</summary>
public sealed record HeartbeatEvent : StreamEvent
{
    [JsonPropertyName("serverTime")]
    public long ServerTimeMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset ServerTime => UnixMicros.ToTime(ServerTimeMicros);

    /// <summary>Milliseconds from receipt to write, of the last quote.</summary>
    public double? LagMs { get; init; }

    /// <summary>The newest transaction of the portfolio that is followed.</summary>
    public long? TransactionSeq { get; init; }

    /// <summary>The feeds of the stream's symbols.</summary>
    public IReadOnlyList<FeedHealth> Feeds { get; init; } = [];
}
