namespace QuoteStream.Client.Feeds;

/// <summary>The server ended a publisher's call with a status that a new attempt would not change.</summary>
public sealed class FeedRejectedException : Exception
{
    public FeedRejectedException(GrpcStatus status, string detail)
        : base($"The server ended the feed with {status}: {detail}")
    {
        Status = status;
        Detail = detail;
    }

    public GrpcStatus Status { get; }

    /// <summary>The server's own text.</summary>
    public string Detail { get; }
}
