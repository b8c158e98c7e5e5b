namespace QuoteStream.LoadTests.Model;

/// <summary>So many copies, each of which begins its next iteration when the last has ended.</summary>
public sealed record KeepConstant(int Copies, TimeSpan During) : LoadSimulation(During)
{
    public override bool IsClosed => true;
}
