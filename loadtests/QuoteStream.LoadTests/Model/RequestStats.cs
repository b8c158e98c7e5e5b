namespace QuoteStream.LoadTests.Model;

/// <summary>How many.</summary>
/// <param name="RPS">A second, over the measured time.</param>
/// <param name="Percent">Of those that went well and those that failed together, 0 to 100.</param>
public sealed record RequestStats(long Count, double RPS, double Percent);
