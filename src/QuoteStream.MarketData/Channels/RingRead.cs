namespace QuoteStream.MarketData.Channels;

/// <summary>What a reader found at its place in a ring.</summary>
public enum RingRead
{
    /// <summary>It has read everything.</summary>
    Empty,

    /// <summary>The next item.</summary>
    Item,

    /// <summary>The writer came round: items were overwritten before they were read. The cursor stands before the oldest held.</summary>
    Lapped,
}
