namespace QuoteStream.MarketData.FeedHandling;

/// <summary>One numbering of a provider's ticks, which its lines share.</summary>
internal sealed class NumberedSession(string id)
{
    public string Id { get; } = id;

    public LineArbiter Arbiter { get; } = new();

    /// <summary>Held for one batch: lines A and B take turns.</summary>
    public Lock Gate { get; } = new();
}
