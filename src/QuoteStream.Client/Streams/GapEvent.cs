namespace QuoteStream.Client.Streams;

/// <summary>This stream missed trades, or they could not be resumed.</summary>
public sealed record GapEvent : StreamEvent
{
    /// <summary>"trade".</summary>
    public string? Kind { get; init; }

    public string Symbol { get; init; } = "";

    /// <summary><see cref="TradeEvent.Seq"/> of the first that was missed; null: unknown, after too long an absence; then it is every one behind the newest received.</summary>
    public long? FirstMissed { get; init; }

    public long? LastMissed { get; init; }

    /// <summary>How many; null where <see cref="FirstMissed"/> is.</summary>
    public long? Missed { get; init; }
}
