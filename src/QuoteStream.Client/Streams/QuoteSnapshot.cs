namespace QuoteStream.Client.Streams;

/// <summary>The present state of some symbols.</summary>
public sealed record QuoteSnapshot
{
    public IReadOnlyList<QuoteEvent> Quotes { get; init; } = [];

    /// <summary>Where a stream that follows on this begins (<see cref="QuoteSubscription.Cursor"/>).</summary>
    public string? Cursor { get; init; }
}
