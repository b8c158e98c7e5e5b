namespace QuoteStream.Feeds.Simulator;

/// <summary>What a symbol is worth: a random walk whose volatility comes in clusters, with a weak pull towards where it began.</summary>
/// <remarks>In price steps, with fractions; quotes and trades are put on the grid around it.</remarks>
internal struct PriceProcess
{
    /// <summary>252 days of six and a half hours.</summary>
    public const double StockSecondsPerYear = 252 * 23_400;

    public const double CoinSecondsPerYear = 365 * 86_400;

    // Strong enough to keep a market that never closes within some percent of its start, too weak to be seen within minutes.
    private const double ReversionSeconds = 6 * 3600;

    // The share of the market's moves in the total, and how quickly a spell of volatility is forgotten.
    private const double OwnShare = 0.85;
    private const double VarianceMemorySeconds = 30;
    private const double VarianceShock = 0.05;
    private const double LeastVariance = 0.3;
    private const double MostVariance = 8;

    // A longer silence moves the price no further.
    private const double LongestStepSeconds = 60;

    private readonly double _start;
    private readonly double _sigma;
    private readonly double _beta;
    private double _marketSeen;
    private ulong _timeNanos;

    /// <param name="sigma">Standard deviation of the price's relative move in one second.</param>
    /// <param name="beta">How far it follows the market.</param>
    public PriceProcess(double startSteps, double sigma, double beta, ulong timeNanos)
    {
        Steps = _start = startSteps;
        _sigma = sigma;
        _beta = beta;
        _timeNanos = timeNanos;
        Variance = 1;
    }

    public double Steps { get; private set; }

    /// <summary>Against the usual, 1.</summary>
    public double Variance { get; private set; }

    /// <param name="market">The logarithm of the whole market's move so far.</param>
    public void Advance(ulong timeNanos, double market, SimulatorRandom random)
    {
        if (timeNanos <= _timeNanos)
        {
            return;
        }

        double seconds = Math.Min((timeNanos - _timeNanos) * 1e-9, LongestStepSeconds);
        double shock = random.NextGaussian();
        double move = (OwnShare * _sigma * Math.Sqrt(seconds * Variance) * shock)
            + (_beta * (market - _marketSeen))
            - (seconds / ReversionSeconds * ((Steps / _start) - 1));
        Multiply(1 + move);
        double variance = Variance
            + ((1 - Variance) * Math.Min(1, seconds / VarianceMemorySeconds))
            + (VarianceShock * ((shock * shock) - 1) * Variance);
        Variance = Math.Clamp(variance, LeastVariance, MostVariance);
        _marketSeen = market;
        _timeNanos = timeNanos;
    }

    /// <summary>What a trade tells about the price moves it.</summary>
    public void Push(double steps) => Multiply(1 + (steps / Steps));

    /// <summary>News: a move at once.</summary>
    public void Jump(double fraction)
    {
        Multiply(1 + fraction);
        Variance = Math.Min(Variance * 4, MostVariance);
    }

    // Never near nothing, nor out of the range of a price: a twentieth and twenty times the start.
    private void Multiply(double factor) => Steps = Math.Clamp(Steps * factor, Math.Max(_start / 20, 5), _start * 20);
}
