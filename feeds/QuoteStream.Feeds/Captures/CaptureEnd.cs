namespace QuoteStream.Feeds.Captures;

/// <summary>How a capture ended.</summary>
public enum CaptureEnd
{
    /// <summary>More packets may follow.</summary>
    NotReached,

    /// <summary>After a whole packet.</summary>
    Whole,

    /// <summary>Inside a packet or inside the compressed data, as after a recorder was stopped: what came before is sound.</summary>
    CutShort,

    /// <summary>At a length that cannot be: nothing behind it can be found again.</summary>
    Damaged,
}
