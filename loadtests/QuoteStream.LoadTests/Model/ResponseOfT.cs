namespace QuoteStream.LoadTests.Model;

/// <summary>How an iteration or a step came out, with what it brought.</summary>
/// <typeparam name="T">Of the payload.</typeparam>
public sealed record Response<T> : IResponse
{
    public string StatusCode { get; init; } = "";

    public bool IsError { get; init; }

    public long SizeBytes { get; init; }

    public string Message { get; init; } = "";

    public double CustomLatencyMs { get; init; }

    public T? Payload { get; init; }
}
