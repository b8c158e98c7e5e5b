namespace QuoteStream.LoadTests.Model;

/// <summary>So many iterations begin in each interval, evenly, whether those before have ended or not.</summary>
public sealed record Inject(int Rate, TimeSpan Interval, TimeSpan During) : LoadSimulation(During)
{
    public override bool IsClosed => false;
}
