namespace QuoteStream.MarketData.Channels;

/// <summary>What a waiter may wait for, and what a publication brought.</summary>
[Flags]
public enum ChangeKinds
{
    None = 0,

    /// <summary>The quote's state moved on; every publication does this.</summary>
    Quote = 1,

    /// <summary>A trade, cancel or correction was printed.</summary>
    Trade = 2,

    /// <summary>The trading state or the staleness changed.</summary>
    Status = 4,
}
