namespace QuoteStream.MarketData.FeedHandling;

/// <summary>One numbering of a provider's ticks, which its lines share.</summary>
internal sealed class NumberedSession(string id)
{
    private long _earliestNanos;

    public string Id { get; } = id;

    public LineArbiter Arbiter { get; } = new();

    /// <summary>Held for one batch: lines A and B take turns.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Sets the earliest time that its ticks may have, unless that was done before. Returns what is set.</summary>
    public long SetEarliest(long nanos)
    {
        // Interlocked: lines without numbers, which the gate does not order, may belong to the session too.
        var earlier = Interlocked.CompareExchange(ref _earliestNanos, nanos, 0);
        return earlier == 0 ? nanos : earlier;
    }
}
