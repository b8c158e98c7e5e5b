using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>A symbol's trading state and staleness after one of them changed.</summary>
public struct StatusChange
{
    public TradingState State;

    /// <summary>The venue's reason code; empty when it gave none.</summary>
    public VenueCode Reason;

    public StaleReason StaleReason;

    /// <summary>Of the change: the venue's stamp, or the server's clock for staleness. Nanoseconds since the Unix epoch.</summary>
    public long TimeNanos;
}
