namespace QuoteStream.Feeds.Simulator;

/// <summary>When the next tick comes, and of which symbol: calm times and bursts, and symbols that excite themselves.</summary>
internal sealed class ActivityProcess
{
    // Calm and burst times, such that the rate is 1 on average.
    private const double CalmRate = 0.8;
    private const double BurstRate = 2.8;
    private const double CalmSeconds = 4.0;
    private const double BurstSeconds = CalmSeconds / 9;

    // How often a happening comes of one of the latest rather than by itself: what makes traffic come in flurries of one symbol.
    private const double Excited = 0.4;
    private const int RememberedHappenings = 32;

    private readonly SimulatorRandom _random;
    private readonly WeightedChoice _choice;
    private readonly double _ticksPerNano;
    private readonly int[] _recent = new int[RememberedHappenings];
    private int _recentCount;
    private bool _isBurst;
    private double _spellEndsNanos;

    /// <param name="startNanos">When the first tick may come.</param>
    public ActivityProcess(IReadOnlyList<double> activities, double ticksPerSecond, ulong startNanos, SimulatorRandom random)
    {
        _random = random;
        _choice = new WeightedChoice(activities);
        _ticksPerNano = ticksPerSecond * 1e-9;
        StartNanos = startNanos;
    }

    private ulong StartNanos { get; }

    /// <summary>By weight alone.</summary>
    public int Draw() => _choice.Next(_random);

    /// <summary>The symbol of the next happening.</summary>
    public int Next()
    {
        int symbol = _recentCount > 0 && _random.NextChance(Excited)
            ? _recent[_random.NextBelow(Math.Min(_recentCount, RememberedHappenings))]
            : Draw();
        _recent[_recentCount++ & (RememberedHappenings - 1)] = symbol;

        // Only "some" and "enough" are told apart: the counter must not overflow in a market that never ends.
        _recentCount = _recentCount == 2 * RememberedHappenings ? RememberedHappenings : _recentCount;
        return symbol;
    }

    /// <summary>The time of the happening after one that made <paramref name="ticks"/> ticks.</summary>
    public ulong After(ulong timeNanos, int ticks)
    {
        // Waiting is paid for in units of the mean; each spell takes what it is long and fast.
        double due = _random.NextExponential() * Math.Max(ticks, 1) / _ticksPerNano;
        double now = timeNanos - StartNanos;
        while (true)
        {
            double rate = _isBurst ? BurstRate : CalmRate;
            double spell = (_spellEndsNanos - now) * rate;
            if (due <= spell)
            {
                return StartNanos + (ulong)(now + (due / rate));
            }

            if (spell > 0)
            {
                due -= spell;
                now = _spellEndsNanos;
            }

            _isBurst = !_isBurst;
            _spellEndsNanos = Math.Max(now, _spellEndsNanos) + (_random.NextExponential() * (_isBurst ? BurstSeconds : CalmSeconds) * 1e9);
        }
    }
}
