namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>What the gRPC protocol's side logs; ids 2100 to 2199.</summary>
internal static partial class GrpcLog
{
    [LoggerMessage(2100, LogLevel.Error, "The handler of {Path} failed; its caller got UNKNOWN")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(2101, LogLevel.Information, "The caller of {Path} did not take its status within {Timeout}; its stream was reset")]
    public static partial void StatusNotTaken(ILogger logger, string path, TimeSpan timeout);
}
