using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>The portfolio's valuation changed; at most once a second.</summary>
public sealed record PortfolioEvent : StreamEvent
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>ISO 4217 code of cash and totals.</summary>
    public string Currency { get; init; } = "";

    public decimal Cash { get; init; }

    /// <summary>Those of which something is held, by symbol.</summary>
    public IReadOnlyList<PortfolioPosition> Positions { get; init; } = [];

    public PortfolioTotals Totals { get; init; } = new();

    /// <summary>Of the newest transaction in it.</summary>
    public long TransactionSeq { get; init; }

    /// <summary>The quote of a held symbol is stale or missing.</summary>
    public bool Stale { get; init; }

    /// <summary>When it was valued.</summary>
    [JsonPropertyName("asOf")]
    public long AsOfMicros { get; init; }

    [JsonIgnore]
    public DateTimeOffset AsOf => UnixMicros.ToTime(AsOfMicros);
}
