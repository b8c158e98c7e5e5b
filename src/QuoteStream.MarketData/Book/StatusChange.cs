using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>A symbol's trading state, its staleness and the venues that are left out of its NBBO, after one of them changed.</summary>
public struct StatusChange
{
    public TradingState State;

    /// <summary>The venue's reason code; empty when it gave none.</summary>
    public VenueCode Reason;

    public StaleReason StaleReason;

    /// <summary>In the order in which they first quoted the symbol.</summary>
    public StaleVenues StaleVenues;

    /// <summary>Of the change: the venue's stamp, or the server's clock for staleness. Nanoseconds since the Unix epoch.</summary>
    public long TimeNanos;
}
