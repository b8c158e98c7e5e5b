namespace QuoteStream.LoadTests.Model;

/// <summary>As <see cref="Inject"/>, with a rate that is drawn for each interval, both bounds included.</summary>
public sealed record InjectRandom(int MinRate, int MaxRate, TimeSpan Interval, TimeSpan During) : LoadSimulation(During)
{
    public override bool IsClosed => false;
}
