namespace QuoteStream.Feeds.Simulator;

/// <summary>What moves many symbols at once: the whole market, and each sector besides.</summary>
/// <remarks>
/// The market's logarithm M has dM = s sqrt(V) dW, where V is a <see cref="VarianceProcess"/> and s is 14 percent a year; a sector's is a
/// Brownian motion of variance 1 a second, which each symbol scales. Both are looked at every 10 ms.
/// </remarks>
internal sealed class MarketFactors(ulong startNanos, SimulatorRandom random)
{
    /// <summary>Standard deviation of the market's relative move in one second, in quiet times.</summary>
    // 2,428.3 is the root of a year's 252 x 23,400 seconds of trading.
    public const double MarketSigma = 0.14 / 2428.3;

    // Symbols tick some hundred times a second at the most: finer steps would not be seen.
    private const ulong StepNanos = 10_000_000;

    // A clock that was moved far ahead moves the factors no further than this time does.
    private const double LongestStepSeconds = 60;

    private readonly double[] _sectors = new double[Enum.GetValues<Sector>().Length];
    private VarianceProcess _variance = new();
    private double _market;
    private ulong _timeNanos = startNanos;

    public void MoveTo(ulong timeNanos)
    {
        ulong passed = timeNanos - _timeNanos;
        if (passed < StepNanos)
        {
            return;
        }

        double seconds = Math.Min(passed * 1e-9, LongestStepSeconds);
        double root = Math.Sqrt(seconds);
        double shock = random.NextGaussian();
        _market += MarketSigma * root * Math.Sqrt(_variance.Value) * shock;
        _variance.Advance(seconds, shock);
        for (int sector = 1; sector < _sectors.Length; sector++)
        {
            _sectors[sector] += root * random.NextGaussian();
        }

        _timeNanos = timeNanos;
    }

    /// <summary>The logarithm of the move so far that a symbol has in common with others.</summary>
    public double MoveOf(SimulatedSymbol symbol) =>
        (symbol.Instrument.Beta * _market) + (symbol.SectorSigma * _sectors[(int)symbol.Instrument.Sector]);
}
