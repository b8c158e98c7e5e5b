namespace QuoteStream.Feeds.Adapters;

/// <summary>How a recording ended.</summary>
public enum RecordingEnd
{
    /// <summary>More may follow.</summary>
    NotReached,

    /// <summary>After a whole packet or record.</summary>
    Whole,

    /// <summary>Inside a packet, a record or the compressed data, as after a recorder was stopped: what came before is sound.</summary>
    CutShort,

    /// <summary>At a length that cannot be: nothing behind it can be found again.</summary>
    Damaged,
}
