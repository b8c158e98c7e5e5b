namespace QuoteStream.LoadTests.Model;

/// <summary>So many iterations begin in each interval, until so many have begun.</summary>
public sealed record IterationsForInject(int Rate, TimeSpan Interval, int Iterations) : LoadSimulation(TimeSpan.Zero)
{
    public override bool IsClosed => false;
}
