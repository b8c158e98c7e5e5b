namespace QuoteStream.LoadTests.Model;

/// <summary>So many copies do so many iterations together, however long that takes.</summary>
public sealed record IterationsForConstant(int Copies, int Iterations) : LoadSimulation(TimeSpan.Zero)
{
    public override bool IsClosed => true;
}
