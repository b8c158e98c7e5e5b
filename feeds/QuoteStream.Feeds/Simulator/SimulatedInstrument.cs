namespace QuoteStream.Feeds.Simulator;

/// <summary>One symbol of the simulated exchange and how it behaves.</summary>
/// <param name="Symbol">Canonical, 1 to 32 characters: "BRK.B", "BTC-USD".</param>
/// <param name="Listing">ISO 10383 code of the venue that opens it.</param>
/// <param name="PreviousClose">In its currency, above 0.</param>
/// <param name="SpreadTicks">The usual distance between best bid and best offer, in price steps; at least 1.</param>
/// <param name="VolatilityPercent">Of a year: 25 for a calm stock, 60 for a wild one.</param>
/// <param name="Activity">How often it ticks, against the others.</param>
/// <param name="Depth">Round lots that usually stand at the best price; of a coin, thousands of dollars.</param>
public sealed record SimulatedInstrument(
    string Symbol,
    string Name,
    string Listing,
    decimal PreviousClose,
    double SpreadTicks,
    double VolatilityPercent,
    double Activity,
    double Depth)
{
    private const double UsualVolatilityPercent = 35;
    private const double LeastUsualBeta = 0.3;
    private const double MostUsualBeta = 2;

    public string Currency { get; init; } = "USD";

    /// <summary>Those of one sector move together.</summary>
    public Sector Sector { get; init; }

    /// <summary>How far it goes with the whole market's moves; by default as far as is usual for how wild it is.</summary>
    public double Beta { get; init; } = Math.Clamp(VolatilityPercent / UsualVolatilityPercent, LeastUsualBeta, MostUsualBeta);

    /// <summary>Trades around the clock, in fractions of a unit, and is never paused.</summary>
    public bool IsCoin { get; init; }

    /// <summary>The step of its prices, in its currency.</summary>
    public decimal PriceStep { get; init; } = PreviousClose >= 1 ? 0.01m : 0.0001m;

    /// <summary>Shares of a round lot, by price (Regulation NMS, rule 600(b)(93), since November 2025); 0 for a coin.</summary>
    public int RoundLot => IsCoin ? 0 : PreviousClose switch
    {
        <= 250m => 100,
        <= 1_000m => 40,
        <= 10_000m => 10,
        _ => 1,
    };
}
