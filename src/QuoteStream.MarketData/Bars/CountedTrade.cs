using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Bars;

/// <summary>What bars need of a trade.</summary>
/// <param name="VenueTimeNanos">Stamped by the venue: nanoseconds since the Unix epoch. Decides which bars it belongs to.</param>
/// <param name="Size">Units of 1e-9.</param>
/// <param name="Effect">What its conditions let it do.</param>
internal readonly record struct CountedTrade(long VenueTimeNanos, Price Price, long Size, TradeEffect Effect)
{
    /// <summary>Whether it does anything to a bar; an official price, for one, does not.</summary>
    public bool IsCounted => (Effect & (TradeEffect.Volume | TradeEffect.HighLow)) != 0;

    /// <summary>Price times size: units of 1e-18. Kept, as a recount needs it for four bars.</summary>
    public Int128 Amount { get; } = (Int128)Price.Nanos * Size;
}
