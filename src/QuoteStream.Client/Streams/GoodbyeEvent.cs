namespace QuoteStream.Client.Streams;

/// <summary>The server ends the connection.</summary>
public sealed record GoodbyeEvent : StreamEvent
{
    public GoodbyeReason Reason { get; init; }

    /// <summary>Coming back makes sense; if not, this is the last event.</summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>Milliseconds to wait before.</summary>
    public long? RetryMs { get; init; }
}
