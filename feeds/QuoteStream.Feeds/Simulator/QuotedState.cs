namespace QuoteStream.Feeds.Simulator;

/// <summary>What all venues quoted for a symbol at one time.</summary>
internal sealed class QuotedState
{
    public QuotedState(SimulatedSymbol symbol)
    {
        Bids = [.. symbol.Bids];
        Asks = [.. symbol.Asks];
        BidSizes = [.. symbol.BidSizes];
        AskSizes = [.. symbol.AskSizes];
        BestBid = symbol.BestBid;
        BestAsk = symbol.BestAsk == 0 ? long.MaxValue : symbol.BestAsk;
    }

    /// <summary>By venue, in price steps; 0: the side is empty.</summary>
    public long[] Bids { get; }

    public long[] Asks { get; }

    public ulong[] BidSizes { get; }

    public ulong[] AskSizes { get; }

    public long BestBid { get; }

    /// <summary>The greatest number there is where nobody offers.</summary>
    public long BestAsk { get; }
}
