namespace QuoteStream.Feeds.Simulator;

/// <summary>How lively moves are against the usual, 1: large moves make the next ones larger, for a while.</summary>
/// <remarks>V goes to V + (1 - V) t/M + A (z^2 - 1) V after a move of z standard deviations in a time t; 0.3 to 8.</remarks>
internal struct VarianceProcess
{
    private const double MemorySeconds = 30;
    private const double Shock = 0.05;
    private const double Least = 0.3;
    private const double Most = 8;

    public VarianceProcess()
    {
        Value = 1;
    }

    public double Value { get; private set; }

    public void Advance(double seconds, double shock)
    {
        double next = Value + ((1 - Value) * Math.Min(1, seconds / MemorySeconds)) + (Shock * ((shock * shock) - 1) * Value);
        Value = Math.Clamp(next, Least, Most);
    }

    public void Raise(double factor) => Value = Math.Min(Value * factor, Most);
}
