namespace QuoteStream.Client.Streams;

/// <summary>A position at what the market says. Amounts are in the portfolio's currency; what cannot be told is null.</summary>
public sealed record PortfolioPosition
{
    public string Symbol { get; init; } = "";

    /// <summary>Units; negative when sold short.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Of one unit.</summary>
    public decimal? AverageCost { get; init; }

    /// <summary>Price of the last sale.</summary>
    public decimal? Last { get; init; }

    /// <summary>What one unit is valued at.</summary>
    public decimal? Mark { get; init; }

    public decimal? MarketValue { get; init; }

    public decimal? UnrealizedPnl { get; init; }

    public decimal RealizedPnl { get; init; }

    /// <summary>Since the previous close.</summary>
    public decimal? DayChange { get; init; }

    /// <summary>ISO 4217 code of what the symbol trades in, where that is not the portfolio's currency.</summary>
    public string? Currency { get; init; }

    /// <summary>The quoted pair by which amounts were converted.</summary>
    public string? FxSymbol { get; init; }

    public decimal? FxRate { get; init; }

    /// <summary>The quote of the symbol, or of the pair, is stale or missing.</summary>
    public bool Stale { get; init; }
}
