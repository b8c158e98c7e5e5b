namespace QuoteStream.LoadTests.Model;

/// <summary>Evenly from as many copies as there are to so many, each of which begins its next iteration when the last has ended.</summary>
public sealed record RampingConstant(int Copies, TimeSpan During) : LoadSimulation(During)
{
    public override bool IsClosed => true;
}
