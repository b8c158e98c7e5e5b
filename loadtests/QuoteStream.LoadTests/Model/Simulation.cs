namespace QuoteStream.LoadTests.Model;

/// <summary>Makes load simulations: closed ones, whose copies wait for their answers, and open ones, whose arrivals wait for nobody.</summary>
public static class Simulation
{
    /// <summary>A program with more copies, or arrivals a second, measures itself.</summary>
    public const int MaxCopies = 1_000_000;

    public static LoadSimulation KeepConstant(int copies, TimeSpan during) => new KeepConstant(Counted(copies, 1), Lasting(during));

    /// <param name="copies">0 ramps down.</param>
    public static LoadSimulation RampingConstant(int copies, TimeSpan during) => new RampingConstant(Counted(copies, 0), Lasting(during));

    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) =>
        new Inject(Counted(rate, 1), Lasting(interval), Lasting(during));

    /// <param name="rate">0 ramps down.</param>
    public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) =>
        new RampingInject(Counted(rate, 0), Lasting(interval), Lasting(during));

    public static LoadSimulation InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minRate, maxRate);
        return new InjectRandom(Counted(minRate, 0), Counted(maxRate, 1), Lasting(interval), Lasting(during));
    }

    public static LoadSimulation IterationsForConstant(int copies, int iterations) =>
        new IterationsForConstant(Counted(copies, 1), Iterated(iterations));

    public static LoadSimulation IterationsForInject(int rate, TimeSpan interval, int iterations) =>
        new IterationsForInject(Counted(rate, 1), Lasting(interval), Iterated(iterations));

    public static LoadSimulation Pause(TimeSpan during) => new Pause(Lasting(during));

    private static int Counted(int count, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCopies);
        return count;
    }

    private static int Iterated(int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        return iterations;
    }

    private static TimeSpan Lasting(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return time;
    }
}
