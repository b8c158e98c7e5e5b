namespace QuoteStream.LoadTests.Model;

/// <summary>How many bytes the responses stated; all 0 where they stated none.</summary>
public sealed record DataTransferStats(
    long MinBytes, long MeanBytes, long MaxBytes, long Percent50, long Percent75, long Percent95, long Percent99, long AllBytes);
