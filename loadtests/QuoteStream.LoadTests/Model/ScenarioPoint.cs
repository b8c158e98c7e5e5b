namespace QuoteStream.LoadTests.Model;

/// <summary>What happened in one interval. Latencies are of the iterations that ended well in it.</summary>
/// <param name="Elapsed">At its end, since the measured time began.</param>
/// <param name="Load">Copies at work, or iterations begun a second.</param>
public sealed record ScenarioPoint(
    TimeSpan Elapsed,
    double OkPerSecond,
    double FailPerSecond,
    double BytesPerSecond,
    double Percent50,
    double Percent95,
    double Percent99,
    double MaxMs,
    int Load);
