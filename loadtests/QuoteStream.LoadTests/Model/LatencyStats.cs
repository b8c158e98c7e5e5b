namespace QuoteStream.LoadTests.Model;

/// <summary>How long it took, in milliseconds; all 0 where there was nothing. Quantiles are exact to one part in a thousand.</summary>
public sealed record LatencyStats(
    double MinMs,
    double MeanMs,
    double MaxMs,
    double StdDev,
    double Percent50,
    double Percent75,
    double Percent90,
    double Percent95,
    double Percent99,
    double Percent999,
    double Percent9999);
