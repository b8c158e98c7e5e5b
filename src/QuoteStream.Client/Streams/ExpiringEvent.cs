using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>The credentials expire soon, and with them the stream.</summary>
public sealed record ExpiringEvent : StreamEvent
{
    [JsonPropertyName("expires")]
    public long ExpiresMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset Expires => UnixMicros.ToTime(ExpiresMicros);
}
