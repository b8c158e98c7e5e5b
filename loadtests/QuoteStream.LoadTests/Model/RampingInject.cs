namespace QuoteStream.LoadTests.Model;

/// <summary>As <see cref="Inject"/>, with a rate that goes evenly from the rate before (at first 0) to this one.</summary>
public sealed record RampingInject(int Rate, TimeSpan Interval, TimeSpan During) : LoadSimulation(During)
{
    public override bool IsClosed => false;
}
