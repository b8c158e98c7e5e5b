namespace QuoteStream.LoadTests.Model;

/// <summary>No load.</summary>
public sealed record Pause(TimeSpan During) : LoadSimulation(During)
{
    public override bool IsClosed => true;
}
