namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What a tick's sequence number says.</summary>
public enum LineVerdict : byte
{
    /// <summary>The number that was due.</summary>
    InOrder,

    /// <summary>Seen before, on this line or the other; or given up for missing.</summary>
    Duplicate,

    /// <summary>Not its turn yet: numbers before it are missing, or wait for their turn as well.</summary>
    Ahead,
}
