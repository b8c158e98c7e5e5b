namespace QuoteStream.Server.Tests.Ingest.Grpc;

/// <summary>How a call ended, as it stood on the wire.</summary>
/// <param name="Message">Still percent-encoded.</param>
/// <param name="IsTrailersOnly">Whether it came in the response's headers.</param>
internal sealed record RawGrpcStatus(int Code, string Message, bool IsTrailersOnly)
{
    public string Text => Uri.UnescapeDataString(Message);
}
