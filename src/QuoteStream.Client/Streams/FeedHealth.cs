namespace QuoteStream.Client.Streams;

/// <summary>How a feed of a stream's symbols does.</summary>
public sealed record FeedHealth
{
    public string Provider { get; init; } = "";

    /// <summary>As the server words it.</summary>
    public string? State { get; init; }
}
