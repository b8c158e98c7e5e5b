namespace QuoteStream.Client.Streams;

/// <summary>The sums of a portfolio, in its currency.</summary>
public sealed record PortfolioTotals
{
    public decimal Cash { get; init; }

    public decimal MarketValue { get; init; }

    /// <summary>Cash and what the positions are worth.</summary>
    public decimal Equity { get; init; }

    public decimal UnrealizedPnl { get; init; }

    public decimal RealizedPnl { get; init; }

    public decimal Dividends { get; init; }

    public decimal Fees { get; init; }

    public decimal DayChange { get; init; }

    /// <summary>Symbols held that could not be valued in the portfolio's currency.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Those that are summed but have no change of the day.</summary>
    public IReadOnlyList<string> DayChangeLeftOut { get; init; } = [];
}
