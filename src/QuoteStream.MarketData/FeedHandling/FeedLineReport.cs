namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What a provider is told of its line.</summary>
/// <param name="AcceptedThrough">Every tick up to this number has been applied, dropped as a duplicate, or rejected. 0 when ticks are not numbered.</param>
/// <param name="Applied">Total of this line.</param>
/// <param name="Duplicates">Total of this line.</param>
/// <param name="Rejected">Total of this line.</param>
/// <param name="Rejections">Since the last report, at most 100; the rest is only counted.</param>
/// <param name="Gaps">Numbers that no line delivered in time, since the last report, at most 100.</param>
public sealed record FeedLineReport(
    ulong AcceptedThrough,
    ulong Applied,
    ulong Duplicates,
    ulong Rejected,
    IReadOnlyList<TickRejection> Rejections,
    IReadOnlyList<SequenceGap> Gaps);
