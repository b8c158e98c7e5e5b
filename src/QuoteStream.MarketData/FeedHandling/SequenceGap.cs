namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Sequence numbers that never arrived, both ends included.</summary>
public readonly record struct SequenceGap(ulong First, ulong Last);
