namespace QuoteStream.Feeds.Iex;

/// <summary>One symbol's price levels, and the quote that was last made of them.</summary>
internal sealed class DeepBook(PriceLevelPool pool)
{
    private DeepQuote _told;

    public PriceLevels Bids { get; } = new(pool, isBuy: true);

    public PriceLevels Asks { get; } = new(pool, isBuy: false);

    /// <summary>The best bid and offer; false when they are what they were when they were last taken.</summary>
    public bool TryTakeChange(out DeepQuote quote)
    {
        Bids.Best(out long bid, out uint bidSize);
        Asks.Best(out long ask, out uint askSize);
        quote = new DeepQuote(bid, bidSize, ask, askSize);
        bool isChange = quote != _told;
        _told = quote;
        return isChange;
    }

    /// <summary>What was last told stays told: a book that is empty now still has to say so.</summary>
    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
    }
}
