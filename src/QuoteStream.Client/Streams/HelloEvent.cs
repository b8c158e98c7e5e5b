using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>The first event of each connection: what the server granted.</summary>
public sealed record HelloEvent : StreamEvent
{
    public string StreamId { get; init; } = "";

    [JsonPropertyName("serverTime")]
    public long ServerTimeMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset ServerTime => UnixMicros.ToTime(ServerTimeMicros);

    /// <summary>Which of the server's nodes this is.</summary>
    public string? Node { get; init; }

    /// <summary>The prices are made up.</summary>
    public bool Simulated { get; init; }

    public ResumeKind Resume { get; init; }

    /// <summary>Seconds between heartbeats.</summary>
    public double? HeartbeatSeconds { get; init; }

    /// <summary>When the credentials expire; null: never.</summary>
    [JsonPropertyName("expires")]
    public long? ExpiresMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset? Expires => UnixMicros.ToTime(ExpiresMicros);

    public IReadOnlyList<SymbolSubscription> Subscriptions { get; init; } = [];
}
