using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>When the iterations of an open simulation are due, since its start.</summary>
internal static class Arrivals
{
    /// <param name="rateBefore">Iterations a second at the end of the simulation before; where a ramp begins.</param>
    public static IEnumerable<TimeSpan> Of(LoadSimulation simulation, double rateBefore, Random random) => simulation switch
    {
        Inject inject => Even(PerSecond(inject.Rate, inject.Interval), inject.During),
        IterationsForInject counted => Even(PerSecond(counted.Rate, counted.Interval), TimeSpan.MaxValue).Take(counted.Iterations),
        RampingInject ramp => Ramp(rateBefore, PerSecond(ramp.Rate, ramp.Interval), ramp.During),
        InjectRandom drawn => Drawn(drawn, random),
        _ => throw new ArgumentOutOfRangeException(nameof(simulation), simulation, "Its copies wait for their answers: it has no arrivals."),
    };

    /// <summary>Iterations a second at the simulation's end.</summary>
    public static double RateAfter(LoadSimulation simulation) => simulation switch
    {
        Inject inject => PerSecond(inject.Rate, inject.Interval),
        IterationsForInject counted => PerSecond(counted.Rate, counted.Interval),
        RampingInject ramp => PerSecond(ramp.Rate, ramp.Interval),
        InjectRandom drawn => PerSecond(drawn.MaxRate, drawn.Interval),
        _ => 0,
    };

    public static double PerSecond(int rate, TimeSpan interval) => rate / interval.TotalSeconds;

    private static IEnumerable<TimeSpan> Even(double perSecond, TimeSpan during)
    {
        for (long i = 0; ; i++)
        {
            double seconds = i / perSecond;
            if (seconds >= during.TotalSeconds)
            {
                yield break;
            }

            yield return TimeSpan.FromSeconds(seconds);
        }
    }

    /// <summary>The i-th arrival is due where the area under the rate's line reaches i.</summary>
    private static IEnumerable<TimeSpan> Ramp(double from, double to, TimeSpan during)
    {
        double slope = (to - from) / during.TotalSeconds;
        double total = (from + to) / 2 * during.TotalSeconds;
        for (long i = 1; i <= total; i++)
        {
            // slope/2 t^2 + from t = i, in the form that stays exact when the slope is small.
            double root = Math.Sqrt(Math.Max((from * from) + (2 * slope * i), 0));
            yield return TimeSpan.FromSeconds(Math.Min(2 * i / (from + root), during.TotalSeconds));
        }
    }

    private static IEnumerable<TimeSpan> Drawn(InjectRandom simulation, Random random)
    {
        for (TimeSpan start = TimeSpan.Zero; start < simulation.During; start += simulation.Interval)
        {
            int rate = random.Next(simulation.MinRate, simulation.MaxRate + 1);
            for (int i = 0; i < rate; i++)
            {
                TimeSpan due = start + (simulation.Interval * i / rate);
                if (due < simulation.During)
                {
                    yield return due;
                }
            }
        }
    }
}
