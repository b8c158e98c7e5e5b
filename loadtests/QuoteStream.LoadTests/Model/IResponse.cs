namespace QuoteStream.LoadTests.Model;

/// <summary>How an iteration or a step came out.</summary>
public interface IResponse
{
    /// <summary>For example an HTTP status; empty: none.</summary>
    string StatusCode { get; }

    bool IsError { get; }

    /// <summary>What came over the wire for it, as far as the scenario tells.</summary>
    long SizeBytes { get; }

    string Message { get; }

    /// <summary>In place of the time that was measured, in milliseconds; 0: the measured time counts.</summary>
    double CustomLatencyMs { get; }
}
