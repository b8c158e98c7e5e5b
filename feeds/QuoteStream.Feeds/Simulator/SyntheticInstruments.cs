namespace QuoteStream.Feeds.Simulator;

/// <summary>As many made-up stocks as a load test wants: the prefix and a number from 0 on.</summary>
public static class SyntheticInstruments
{
    /// <summary>As many as a server takes unless it is told otherwise.</summary>
    public const int MaxCount = 100_000;

    // Activity falls with the rank as in real markets, a few symbols making much of the traffic, but the last do not stand still.
    private const double ActivityExponent = 0.6;

    private static readonly Sector[] Sectors = [.. Enum.GetValues<Sector>().Where(s => s is not Sector.None and not Sector.Coins)];

    /// <exception cref="ArgumentOutOfRangeException">The count is not 1 to <see cref="MaxCount"/>.</exception>
    public static IReadOnlyList<SimulatedInstrument> Create(string prefix, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        return [.. Enumerable.Range(0, count).Select(i => Create($"{prefix}{i}", i, count))];
    }

    /// <summary>A stock of this symbol, of which nothing else is known.</summary>
    /// <param name="index">Of <paramref name="count"/>: decides what it is like.</param>
    public static SimulatedInstrument Create(string symbol, int index, int count)
    {
        // Prices, spreads and volatilities spread over plausible ranges by multiples of irrational numbers: no two neighbours alike.
        decimal close = 8m + Math.Round((decimal)(Fraction(index, 0.6180339887) * 380), 2);
        string listing = (index % 3) switch { 0 => "XNAS", 1 => "XNYS", _ => "ARCX" };

        // Math.Pow may differ between platforms in its last bit; rounded, it does not.
        double activity = Math.Round(Math.Pow((index + 1.0) / count, -ActivityExponent), 6);
        return new SimulatedInstrument(
            symbol,
            $"Simulated Stock {symbol}",
            listing,
            close,
            SpreadTicks: 1 + (double)Math.Floor(close / 60),
            VolatilityPercent: 18 + Math.Round(Fraction(index, 0.4142135624) * 40),
            activity,
            Depth: Math.Max(2, Math.Round(400 / (double)close)))
        {
            Sector = Sectors[index % Sectors.Length],
        };
    }

    private static double Fraction(int index, double step) => index * step % 1;
}
