using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>A transaction was committed in the portfolio: every one, in order, none twice.</summary>
/// <remarks>Each has its <see cref="StreamEvent.EventId"/>: whoever keeps that with what it made of the transaction resumes behind it exactly.</remarks>
public sealed record TransactionEvent : StreamEvent
{
    /// <summary>Id of the portfolio.</summary>
    public string Portfolio { get; init; } = "";

    /// <summary>1, 2, 3... in the portfolio, without holes.</summary>
    public long Seq { get; init; }

    /// <summary>Of all transactions of all portfolios.</summary>
    public string Id { get; init; } = "";

    /// <summary>deposit, withdrawal, buy, sell, dividend, fee, split or reversal.</summary>
    public string Type { get; init; } = "";

    public string? Symbol { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? Price { get; init; }

    public decimal? Fee { get; init; }

    /// <summary>Of a split: AFTER:BEFORE.</summary>
    public string? Ratio { get; init; }

    /// <summary>The signed change of cash.</summary>
    public decimal Amount { get; init; }

    public decimal CashAfter { get; init; }

    /// <summary>Units held of its symbol.</summary>
    public decimal? PositionAfter { get; init; }

    public decimal? RealizedPnl { get; init; }

    /// <summary>Of a reversal: the seq of what it took back.</summary>
    public long? Reverses { get; init; }

    public string? Note { get; init; }

    /// <summary>When it happened.</summary>
    [JsonPropertyName("time")]
    public long TimeMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset Time => UnixMicros.ToTime(TimeMicros);

    /// <summary>When it was written to the ledger.</summary>
    [JsonPropertyName("recorded")]
    public long RecordedMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset Recorded => UnixMicros.ToTime(RecordedMicros);
}
