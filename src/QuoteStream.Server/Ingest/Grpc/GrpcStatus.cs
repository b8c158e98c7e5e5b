namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>How a call ended, with a sentence for the caller.</summary>
/// <param name="Message">Any text; it is percent-encoded when it is sent. Empty for <see cref="Ok"/>.</param>
internal sealed record GrpcStatus(GrpcStatusCode Code, string Message)
{
    public static GrpcStatus Ok { get; } = new(GrpcStatusCode.Ok, "");
}
