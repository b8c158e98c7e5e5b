namespace QuoteStream.MarketData.FeedHandling;

/// <summary>How many ticks were rejected, by reason, over all providers.</summary>
public sealed class RejectionCounts
{
    private readonly long[] _byReason = new long[(int)RejectReason.TooManySymbols + 1];

    // Read without tearing while lines count on.
    public long this[RejectReason reason] => Volatile.Read(ref _byReason[(int)reason]);

    // Lines of several providers reject at the same time.
    internal void Add(RejectReason reason) => Interlocked.Increment(ref _byReason[(int)reason]);
}
