namespace QuoteStream.LoadTests.Model;

/// <summary>Makes responses. Parameters: see <see cref="IResponse"/>.</summary>
public static class Response
{
    private static readonly Response<object> PlainOk = new();
    private static readonly Response<object> PlainFail = new() { IsError = true };

    public static Response<object> Ok() => PlainOk;

    public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "", double customLatencyMs = 0) =>
        new() { StatusCode = statusCode, SizeBytes = sizeBytes, Message = message, CustomLatencyMs = customLatencyMs };

    public static Response<T> Ok<T>(T payload, string statusCode = "", long sizeBytes = 0, string message = "", double customLatencyMs = 0) =>
        new() { Payload = payload, StatusCode = statusCode, SizeBytes = sizeBytes, Message = message, CustomLatencyMs = customLatencyMs };

    public static Response<object> Fail() => PlainFail;

    public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) =>
        new() { IsError = true, StatusCode = statusCode, SizeBytes = sizeBytes, Message = message, CustomLatencyMs = customLatencyMs };

    public static Response<T> Fail<T>(string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) =>
        new() { IsError = true, StatusCode = statusCode, SizeBytes = sizeBytes, Message = message, CustomLatencyMs = customLatencyMs };

    public static Response<T> Fail<T>(T payload, string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) =>
        new()
        {
            Payload = payload, IsError = true, StatusCode = statusCode, SizeBytes = sizeBytes, Message = message, CustomLatencyMs = customLatencyMs,
        };
}
