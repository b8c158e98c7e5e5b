namespace QuoteStream.Client.Streams;

/// <summary>What is known of a symbol.</summary>
public sealed record Instrument
{
    public string Symbol { get; init; } = "";

    public string? Name { get; init; }

    /// <summary>ISO 10383 code.</summary>
    public string? Venue { get; init; }

    /// <summary>ISO 4217, or a crypto code.</summary>
    public string? Currency { get; init; }

    public decimal? RoundLot { get; init; }

    public TradingStatus? State { get; init; }
}
