using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>One trade as a <see cref="DayTape"/> keeps it: what the day's figures need of it, in 40 bytes.</summary>
/// <remarks>A correction changes price, size, conditions and number in place: when the trade was, and which came before it, stays.</remarks>
internal struct DayTrade
{
    private const int NumberShift = 16;
    private const int EffectShift = 8;

    public Price Price;

    /// <summary>Units of 1e-9.</summary>
    public long Size;

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public long VenueTimeNanos;

    // 48 bits, one for the sign, hold the numbers of a million prints a second for four years.
    private long _numberAndMarks;
    private ulong _conditions;

    public DayTrade(long number, in TradePrint print)
    {
        VenueTimeNanos = print.VenueTimeNanos;
        Take(number, print);
    }

    /// <summary>Number of the print that stands, on the symbol's tape.</summary>
    public readonly long Number => _numberAndMarks >> NumberShift;

    /// <summary>What the conditions let it do.</summary>
    public readonly TradeEffect Effect => (TradeEffect)(byte)(_numberAndMarks >> EffectShift);

    public DayTradeMarks Marks
    {
        readonly get => (DayTradeMarks)(byte)_numberAndMarks;
        set => _numberAndMarks = (_numberAndMarks & ~0xFFL) | (byte)value;
    }

    /// <summary>What it does now: nothing once it was cancelled, and only its size counts while its price is suspicious.</summary>
    public readonly TradeEffect CountedEffect => Marks switch
    {
        DayTradeMarks.None => Effect,
        DayTradeMarks.Suspicious => Effect & TradeEffect.Volume,
        _ => TradeEffect.None,
    };

    /// <summary>Puts the corrected trade in this one's place. It stands, whatever was marked before.</summary>
    public void Take(long number, in TradePrint print)
    {
        Price = print.Price;
        Size = print.Size;
        _conditions = print.Conditions.Head;
        _numberAndMarks = (number << NumberShift) | ((long)print.Effect << EffectShift)
            | (byte)(print.IsSuspicious ? DayTradeMarks.Suspicious : DayTradeMarks.None);
    }

    /// <summary>As it counts now.</summary>
    public readonly CountedTrade ToCounted() => new(VenueTimeNanos, Price, Size, CountedEffect);

    /// <summary>The trade as it was printed, but for the venue, its id and the times; of the conditions the first eight characters.</summary>
    public readonly TradePrint ToPrint() => new() { Price = Price, Size = Size, Effect = Effect, Conditions = VenueCode.FromHead(_conditions) };
}
