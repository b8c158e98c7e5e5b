using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>The best bid and the best offer over all venues, each with the venue that shows it.</summary>
/// <param name="Bid"><see cref="Price.None"/> when no venue bids.</param>
/// <param name="BidSize">That venue's size, units of 1e-9; 0 when no venue bids.</param>
/// <param name="Ask"><see cref="Price.None"/> when no venue offers.</param>
/// <param name="AskSize">That venue's size, units of 1e-9; 0 when no venue offers.</param>
public readonly record struct Nbbo(Price Bid, long BidSize, Mic BidVenue, Price Ask, long AskSize, Mic AskVenue)
{
    public static Nbbo Empty => new(Price.None, 0, Mic.None, Price.None, 0, Mic.None);

    /// <summary>Bid equals ask: legal and transient.</summary>
    public bool IsLockedMarket => Bid.HasValue && Bid == Ask;

    /// <summary>Bid above ask, across venues: legal and transient.</summary>
    public bool IsCrossedMarket => Bid.HasValue && Ask.HasValue && Bid.Nanos > Ask.Nanos;
}
