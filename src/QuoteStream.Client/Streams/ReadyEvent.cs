namespace QuoteStream.Client.Streams;

/// <summary>Every snapshot was sent; live quotes follow.</summary>
public sealed record ReadyEvent : StreamEvent
{
    /// <summary>How many snapshots there were.</summary>
    public int Symbols { get; init; }
}
