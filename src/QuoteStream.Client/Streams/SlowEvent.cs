namespace QuoteStream.Client.Streams;

/// <summary>This stream does not keep up and gets fewer quotes, or has caught up again.</summary>
public sealed record SlowEvent : StreamEvent
{
    public SlowState State { get; init; }

    public double? BehindMs { get; init; }

    /// <summary>How many quotes newer ones replaced meanwhile.</summary>
    public long? QuotesMerged { get; init; }
}
