namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>What a message holds beside its ticks, whichever order its fields came in.</summary>
internal record struct PublishRequestOutline
{
    /// <summary>Whether the message carries the session's start.</summary>
    public bool HasStart { get; set; }

    /// <summary>Number of the first tick; 0: the ticks are not numbered.</summary>
    public ulong FirstSequence { get; set; }

    /// <summary>The number that the next tick will carry; 0: not said.</summary>
    public ulong NextSequence { get; set; }

    public int TickCount { get; set; }
}
