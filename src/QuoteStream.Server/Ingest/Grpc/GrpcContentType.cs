namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>Tells gRPC requests from others.</summary>
internal static class GrpcContentType
{
    public const string Value = "application/grpc";

    /// <summary>True for "application/grpc" alone or followed by '+' or ';'. "application/grpc-web" is another protocol.</summary>
    public static bool Matches(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(Value, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Value.Length || contentType[Value.Length] is '+' or ';');
}
