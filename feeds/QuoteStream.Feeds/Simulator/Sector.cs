namespace QuoteStream.Feeds.Simulator;

/// <summary>What a symbol's company lives on: those of one sector move together.</summary>
public enum Sector
{
    /// <summary>A broad fund, or what follows the market alone.</summary>
    None,
    Technology,
    Financials,
    HealthCare,
    Consumer,
    Industrials,
    Energy,
    Coins,
}
