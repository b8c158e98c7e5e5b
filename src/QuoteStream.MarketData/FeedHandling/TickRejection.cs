namespace QuoteStream.MarketData.FeedHandling;

/// <summary>One tick that was not applied.</summary>
/// <param name="Sequence">0 when ticks are not numbered.</param>
/// <param name="Symbol">As the provider wrote it, cut at 32 bytes, undecodable bytes replaced.</param>
/// <param name="Detail">A sentence with the offending value.</param>
public readonly record struct TickRejection(ulong Sequence, string Symbol, RejectReason Reason, string Detail);
