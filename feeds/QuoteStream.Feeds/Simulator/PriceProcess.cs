namespace QuoteStream.Feeds.Simulator;

/// <summary>What a symbol is worth: a random walk that has much in common with others', and whose volatility comes in clusters.</summary>
/// <remarks>
/// dP/P = own s sqrt(V) dW + dC - (P/P0 - 1) dt/R: s is the symbol's volatility, V a <see cref="VarianceProcess"/>, C what it has in common
/// with others (<see cref="MarketFactors"/>), P0 the start, to which it is weakly drawn, and R six hours. Trades push it, news makes it jump. In price steps, with
/// fractions; quotes and trades are put on the grid around it.
/// </remarks>
internal struct PriceProcess
{
    /// <summary>252 days of six and a half hours.</summary>
    public const double StockSecondsPerYear = 252 * 23_400;

    public const double CoinSecondsPerYear = 365 * 86_400;

    // Strong enough to keep a market that never closes within some percent of its start, too weak to be seen within minutes.
    private const double ReversionSeconds = 6 * 3600;

    // News makes a symbol's own variance this many times what it was.
    private const double VarianceAfterNews = 4;

    // A longer silence moves the price no further.
    private const double LongestStepSeconds = 60;

    private readonly double _start;
    private readonly double _sigma;
    private VarianceProcess _variance = new();
    private double _commonSeen;
    private ulong _timeNanos;
    private double _bridgeTo;
    private ulong _bridgeEndsNanos;

    /// <param name="sigma">Standard deviation of the price's own relative move in one second.</param>
    public PriceProcess(double startSteps, double sigma, ulong timeNanos)
    {
        Steps = _start = startSteps;
        _sigma = sigma;
        _timeNanos = timeNanos;
    }

    public double Steps { get; private set; }

    /// <summary>Against the usual, 1.</summary>
    public readonly double Variance => _variance.Value;

    /// <param name="common">The logarithm of the move so far that it shares with others.</param>
    public void Advance(ulong timeNanos, double common, SimulatorRandom random)
    {
        if (timeNanos <= _timeNanos)
        {
            return;
        }

        double seconds = Math.Min((timeNanos - _timeNanos) * 1e-9, LongestStepSeconds);
        double shock = random.NextGaussian();
        double move = (_sigma * Math.Sqrt(seconds * Variance) * shock)
            + common - _commonSeen
            - (seconds / ReversionSeconds * ((Steps / _start) - 1));
        Multiply(1 + move - Pull(seconds));
        _variance.Advance(seconds, shock);
        _commonSeen = common;
        _timeNanos = timeNanos;
    }

    /// <summary>What a trade tells about the price moves it.</summary>
    public void Push(double steps) => Multiply(1 + (steps / Steps));

    /// <summary>News: a move at once.</summary>
    public void Jump(double fraction)
    {
        Multiply(1 + fraction);
        _variance.Raise(VarianceAfterNews);
    }

    /// <summary>From now on the walk is a bridge: it is drawn back to what it is now, and is there when the time has come.</summary>
    public void BridgeUntil(ulong timeNanos)
    {
        _bridgeTo = Steps;
        _bridgeEndsNanos = timeNanos;
    }

    // A Brownian bridge's drift: the distance over the time that is left.
    private readonly double Pull(double seconds)
    {
        if (_bridgeEndsNanos == 0)
        {
            return 0;
        }

        double left = _bridgeEndsNanos > _timeNanos ? (_bridgeEndsNanos - _timeNanos) * 1e-9 : 0;
        return ((Steps / _bridgeTo) - 1) * (seconds < left ? seconds / left : 1);
    }

    // Never near nothing, nor out of the range of a price: a twentieth and twenty times the start.
    private void Multiply(double factor) => Steps = Math.Clamp(Steps * factor, Math.Max(_start / 20, 5), _start * 20);
}
