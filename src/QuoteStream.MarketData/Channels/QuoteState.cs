using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Channels;

/// <summary>A symbol's whole state at one version: what a <c>quote</c> event says.</summary>
/// <remarks>Unmanaged and fixed in size, so that it is copied whole behind the channel's version.</remarks>
public struct QuoteState
{
    /// <summary>Counts the symbol's updates in this server: 1, 2, 3...; 0: none yet.</summary>
    public long Sequence;

    /// <summary>Number of the batch that published this version, on the <see cref="TideClock"/>.</summary>
    public long Tide;

    /// <summary>Of the tick that made this version, stamped by the venue: nanoseconds since the Unix epoch.</summary>
    public long VenueTimeNanos;

    /// <summary>When the server received that tick: nanoseconds since the Unix epoch.</summary>
    public long ReceiveTimeNanos;

    /// <summary>Best bid and offer over the venues.</summary>
    public Nbbo Nbbo;

    /// <summary>Last trade that was eligible to be it; <see cref="Price.None"/> before the first.</summary>
    public Price LastSale;

    /// <summary>Units of 1e-9.</summary>
    public long LastSaleSize;

    /// <summary>Of the day, units of 1e-9. 128 bits: a coin's volume overflows 64.</summary>
    public Int128 Volume;

    /// <summary>Price x size of the day's trades in <see cref="PricedVolume"/>, units of 1e-18; negative: too large to tell.</summary>
    public Int128 Turnover;

    /// <summary>Volume of the day's trades whose price may be its highest or lowest. Units of 1e-9.</summary>
    public Int128 PricedVolume;

    public Price Open;
    public Price High;
    public Price Low;

    /// <summary>The previous trade date's close; <see cref="Price.None"/> until a provider or a day's end told it.</summary>
    public Price PreviousClose;

    public TradingState TradingState;

    /// <summary><see cref="StaleReason.None"/>: live.</summary>
    public StaleReason StaleReason;

    public static QuoteState Empty => new()
    {
        Nbbo = Nbbo.Empty,
        LastSale = Price.None,
        Open = Price.None,
        High = Price.None,
        Low = Price.None,
        PreviousClose = Price.None,
        TradingState = TradingState.Trading,
    };

    /// <summary>The day's volume-weighted average price, rounded to a millionth; <see cref="Price.None"/> when no trade makes one.</summary>
    public readonly Price Vwap
    {
        get
        {
            const int NanosPerMillionth = 1_000;
            if (PricedVolume <= 0 || Turnover < 0)
            {
                return Price.None;
            }

            var volume = (UInt128)PricedVolume * NanosPerMillionth;
            var nanos = ((UInt128)Turnover + (volume >> 1)) / volume * NanosPerMillionth;
            return nanos < long.MaxValue ? new Price((long)nanos) : Price.None;
        }
    }

    public readonly bool IsStale => StaleReason != StaleReason.None;
}
