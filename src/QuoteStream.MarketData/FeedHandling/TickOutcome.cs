namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What became of a tick.</summary>
public enum TickOutcome : byte
{
    Applied,

    /// <summary>Its sequence number had been seen before, on this line or the other; or a live provider of higher priority tells the same.</summary>
    Duplicate,

    /// <summary>Counted and told to the provider with its <see cref="RejectReason"/>.</summary>
    Rejected,

    /// <summary>Kept until the numbers before it have come or are given up; applied, or rejected, then.</summary>
    Held,
}
