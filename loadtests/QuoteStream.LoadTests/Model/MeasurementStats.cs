namespace QuoteStream.LoadTests.Model;

/// <summary>The figures of those that went well, or of those that failed.</summary>
public sealed record MeasurementStats(
    RequestStats Request, LatencyStats Latency, DataTransferStats DataTransfer, IReadOnlyList<StatusCodeStats> StatusCodes);
