using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>One trade as printed on a symbol's tape, or a print that takes one back or replaces it.</summary>
/// <remarks>Its number is its place in the symbol's ring. Unmanaged, so that readers copy it whole.</remarks>
public struct TradePrint
{
    public Price Price;

    /// <summary>Units of 1e-9.</summary>
    public long Size;

    public Mic Venue;

    /// <summary>What the conditions let the trade do to the day's figures.</summary>
    public TradeEffect Effect;

    public TradeCorrection Correction;

    /// <summary>Its price was too far from the last sale to count before another trade or a quote confirms it.</summary>
    public bool IsSuspicious;

    /// <summary>With a correction: the number of the print that it changes; else 0.</summary>
    public long Corrects;

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public long VenueTimeNanos;

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public long ReceiveTimeNanos;

    /// <summary>Number of the batch that published it, on the <see cref="Channels.TideClock"/>.</summary>
    public long Tide;

    /// <summary>Sale condition codes as printed.</summary>
    public VenueCode Conditions;

    public TradeId Id;

    /// <summary>Whether it may set the last price.</summary>
    public readonly bool IsRegular => (Effect & TradeEffect.Last) != 0;
}
