namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What came of holding a tick or a heartbeat that is ahead of its turn.</summary>
internal enum HoldResult : byte
{
    Held,

    /// <summary>The same number is held already.</summary>
    Duplicate,

    /// <summary>A bound is reached: nothing was kept.</summary>
    Full,
}
