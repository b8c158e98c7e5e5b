namespace QuoteStream.Client.Streams;

/// <summary>A connection cannot be had, or used any longer; a later one may.</summary>
internal sealed class StreamLostException(string reason, TimeSpan? retryAfter = null) : Exception(reason)
{
    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
