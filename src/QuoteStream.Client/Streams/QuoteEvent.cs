using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>A symbol's whole state.</summary>
public sealed record QuoteEvent : StreamEvent
{
    public string Symbol { get; init; } = "";

    /// <summary>Best over all venues; null: no bid.</summary>
    public decimal? Bid { get; init; }

    public decimal? BidSize { get; init; }

    /// <summary>ISO 10383 code.</summary>
    public string? BidVenue { get; init; }

    /// <summary>Best over all venues; null: no offer.</summary>
    public decimal? Ask { get; init; }

    public decimal? AskSize { get; init; }

    /// <summary>ISO 10383 code.</summary>
    public string? AskVenue { get; init; }

    public decimal? Last { get; init; }

    public decimal? LastSize { get; init; }

    /// <summary>Of the trading day.</summary>
    public decimal? Volume { get; init; }

    public decimal? Open { get; init; }

    public decimal? High { get; init; }

    public decimal? Low { get; init; }

    /// <summary>Volume-weighted average price of the trading day, of the trades whose price may be its highest or lowest.</summary>
    public decimal? Vwap { get; init; }

    public decimal? PreviousClose { get; init; }

    /// <summary>Since the previous close.</summary>
    public decimal? Change { get; init; }

    public decimal? ChangePercent { get; init; }

    public TradingStatus? State { get; init; }

    /// <summary>Not to be taken for the market's present state; a <see cref="StatusEvent"/> says why.</summary>
    public bool Stale { get; init; }

    /// <summary>Bid and offer are equal (locked) or cross; null: neither.</summary>
    public MarketCondition? Market { get; init; }

    /// <summary>The subscription is a delayed one.</summary>
    public bool Delayed { get; init; }

    /// <summary>Counts the symbol's updates: the difference of two quotes, less one, is how many were conflated away.</summary>
    public long Seq { get; init; }

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

    /// <summary>When the server encoded this.</summary>
    [JsonPropertyName("sent")]
    public long? SentMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset? Sent => UnixMicros.ToTime(SentMicros);
}
