namespace QuoteStream.Server.Ingest;

/// <summary>What feed lines log; ids 2000 to 2099.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(2000, LogLevel.Information, "Provider {Provider} opened line '{Line}' of session '{Session}'")]
    public static partial void LineOpened(ILogger logger, string provider, string line, string session);

    [LoggerMessage(2001, LogLevel.Information,
        "Provider {Provider} line '{Line}' ended with {Status}: {Applied} ticks applied, {Duplicates} duplicates, {Rejected} rejected. {Message}")]
    public static partial void LineEnded(
        ILogger logger, string provider, string line, Grpc.GrpcStatusCode status, long applied, long duplicates, long rejected, string message);

    [LoggerMessage(2002, LogLevel.Warning, "A feed line was refused with {Status}: {Message}")]
    public static partial void LineRefused(ILogger logger, Grpc.GrpcStatusCode status, string message);
}
