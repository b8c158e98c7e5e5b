namespace QuoteStream.Feeds.Simulator;

/// <summary>When the next happening comes, and of which symbol: calm times and bursts, and happenings that bring on further ones.</summary>
/// <remarks>
/// A Hawkes process: happenings by themselves come at the rate r (1 - n) S(t) D(t), and each brings on n = 0.4 more of its symbol, on
/// average, after exponential times of mean 40 ms. S changes between calm (0.8) and bursts (2.8) by exponential times, D is the day's
/// course (1 where the market never closes), both 1 on average, so that r is the rate. Exact, by the composition of Dassios and Zhao
/// (Electronic Communications in Probability 18, 2013), with D held over one wait. r is such that ticks, of which a happening makes
/// several, have the rate asked for.
/// </remarks>
internal sealed class ActivityProcess
{
    // Calm and burst times, such that the rate is 1 on average.
    private const double CalmRate = 0.8;
    private const double BurstRate = 2.8;
    private const double CalmSeconds = 4.0;
    private const double BurstSeconds = CalmSeconds / 9;

    // What makes traffic come in flurries of one symbol.
    private const double Offspring = 0.4;
    private const double DecayPerSecond = 25;

    // Of which of the latest happenings a further one is a child. Only flurries in full swing remember more than some.
    private const int RememberedHappenings = 32;

    // The mean of a happening's ticks is learnt over the latest thousand or so, and begins near where it will be.
    private const double TicksMemory = 1.0 / 1024;
    private const double UsualTicks = 2.3;

    private readonly SimulatorRandom _random;
    private readonly WeightedChoice _choice;
    private readonly double _ticksPerSecond;
    private readonly DayCourse _course;
    private readonly int[] _recent = new int[RememberedHappenings];
    private int _recentCount;
    private double _ticksPerHappening = UsualTicks;
    private double _excitationPerSecond;
    private bool _isChild;
    private bool _isBurst;
    private double _spellEndsSeconds;

    public ActivityProcess(IReadOnlyList<double> activities, double ticksPerSecond, DayCourse course, SimulatorRandom random)
    {
        _random = random;
        _choice = new WeightedChoice(activities);
        _ticksPerSecond = ticksPerSecond;
        _course = course;
    }

    /// <summary>By weight alone.</summary>
    public int Draw() => _choice.Next(_random);

    /// <summary>The symbol of the next happening.</summary>
    public int Next()
    {
        int symbol = _isChild && _recentCount > 0 ? _recent[_random.NextBelow(Math.Min(_recentCount, RememberedHappenings))] : Draw();
        _recent[_recentCount++ & (RememberedHappenings - 1)] = symbol;

        // Only "some" and "enough" are told apart: the counter must not overflow in a market that never ends.
        _recentCount = _recentCount == 2 * RememberedHappenings ? RememberedHappenings : _recentCount;
        return symbol;
    }

    /// <summary>The time of the happening after one that made <paramref name="ticks"/> ticks.</summary>
    public ulong After(ulong timeNanos, int ticks)
    {
        _ticksPerHappening += (Math.Max(ticks, 1) - _ticksPerHappening) * TicksMemory;
        _excitationPerSecond += Offspring * DecayPerSecond;
        double immigrant = WaitForImmigrant(timeNanos);

        // How much of the excitation is left when it strikes; not above 0: it dies away before.
        double left = 1 - (DecayPerSecond * _random.NextExponential() / _excitationPerSecond);
        double child = left > 0 ? SimulatorRandom.DecayTime(left) / DecayPerSecond : double.PositiveInfinity;
        _isChild = child < immigrant;
        _excitationPerSecond *= _isChild ? left : SimulatorRandom.Decay(DecayPerSecond * immigrant);
        return timeNanos + (ulong)(Math.Min(child, immigrant) * 1e9);
    }

    private double WaitForImmigrant(ulong timeNanos)
    {
        double rate = _ticksPerSecond / _ticksPerHappening * (1 - Offspring) * _course.RateAt(timeNanos);
        double start = _course.SecondsAt(timeNanos);

        // Waiting is paid for in units of the mean; each spell takes what it is long and fast.
        double due = _random.NextExponential() / rate;
        double now = start;
        while (true)
        {
            double pace = _isBurst ? BurstRate : CalmRate;
            double spell = (_spellEndsSeconds - now) * pace;
            if (due <= spell)
            {
                return now + (due / pace) - start;
            }

            if (spell > 0)
            {
                due -= spell;
                now = _spellEndsSeconds;
            }

            _isBurst = !_isBurst;
            _spellEndsSeconds = Math.Max(now, _spellEndsSeconds) + (_random.NextExponential() * (_isBurst ? BurstSeconds : CalmSeconds));
        }
    }
}
