using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Bars;

/// <summary>What the trades of one interval come to.</summary>
/// <remarks>
/// The conditions decide what a trade adds, as for the day's figures: its size where it counts as volume, its price where it may be the
/// day's high or low. So a bar may have a volume and no price. Unmanaged, so that readers copy it whole.
/// </remarks>
public struct Bar
{
    /// <summary>Where it begins: nanoseconds since the Unix epoch.</summary>
    public long StartNanos;

    /// <summary>Of the first trade that sets prices; with the three below, <see cref="Price.None"/> when there is none.</summary>
    public Price Open;
    public Price High;
    public Price Low;

    /// <summary>Of the newest trade that may be the last sale; where there is none, of the newest that sets prices.</summary>
    public Price Close;

    /// <summary>Units of 1e-9.</summary>
    public Int128 Volume;

    /// <summary>Price times size of the trades that set prices and count as volume: units of 1e-18.</summary>
    public Int128 Turnover;

    /// <summary>The part of <see cref="Volume"/> that <see cref="Turnover"/> is of; -1 when the turnover went beyond 128 bits.</summary>
    public Int128 PricedVolume;

    /// <summary>Trades that count as volume.</summary>
    public long TradeCount;

    // Whether a trade that may be the last sale has set the close.
    private bool _isClosed;

    /// <summary>Average price by volume, rounded to six decimals, half up; <see cref="Price.None"/> when it has no trade with both, or too large a turnover.</summary>
    public readonly Price Vwap
    {
        get
        {
            const int NanosPerDecimal = 1_000;
            if (PricedVolume <= 0)
            {
                return Price.None;
            }

            var nanos = (long)(Turnover / PricedVolume);
            return new Price((nanos + (NanosPerDecimal / 2)) / NanosPerDecimal * NanosPerDecimal);
        }
    }

    /// <summary>True when every trade that it had was taken back.</summary>
    public readonly bool IsEmpty => TradeCount == 0 && !Open.HasValue;

    internal static Bar At(long startNanos) => new()
    {
        StartNanos = startNanos,
        Open = Price.None,
        High = Price.None,
        Low = Price.None,
        Close = Price.None,
    };

    /// <remarks>Hot path: once per trade.</remarks>
    internal void Add(in CountedTrade trade)
    {
        if ((trade.Effect & TradeEffect.Volume) != 0)
        {
            Volume += trade.Size;
            TradeCount++;
        }

        if ((trade.Effect & TradeEffect.HighLow) != 0)
        {
            AddPrice(trade);
        }
    }

    /// <summary>Adds what later trades of this interval come to.</summary>
    internal void Append(in Bar later)
    {
        Volume += later.Volume;
        TradeCount += later.TradeCount;
        if (later.Open.HasValue)
        {
            AppendPrices(later);
        }

        if (PricedVolume >= 0 && later.PricedVolume != 0)
        {
            AddTurnover(later.Turnover, later.PricedVolume);
        }
    }

    /// <summary>
    /// Whether a trade of this bar can be taken back, or exchanged, without a look at the others: it set none of the four prices, and what comes in
    /// its place does not either, but for a new high or low.
    /// </summary>
    /// <param name="before">As it counted.</param>
    /// <param name="after">As it counts now; null: not at all.</param>
    internal readonly bool AllowsExchange(in CountedTrade before, in CountedTrade? after)
    {
        var (old, young) = (before.Effect, after?.Effect ?? TradeEffect.None);
        if ((old & TradeEffect.HighLow) == 0)
        {
            return (young & TradeEffect.HighLow) == 0;
        }

        var price = before.Price;
        return price != Open && price != High && price != Low && price != Close
            && PricedVolume >= 0
            && ((young & TradeEffect.Last) == 0 || (old & TradeEffect.Last) != 0);
    }

    /// <summary>Takes a trade back as far as that can be done without the others: its price stays where it has set one.</summary>
    internal void Subtract(in CountedTrade trade)
    {
        if ((trade.Effect & TradeEffect.Volume) != 0)
        {
            Volume -= trade.Size;
            TradeCount--;
            if ((trade.Effect & TradeEffect.HighLow) != 0 && PricedVolume >= 0)
            {
                Turnover -= trade.Amount;
                PricedVolume -= trade.Size;
            }
        }
    }

    /// <summary>Widens the prices by a trade that replaces an earlier one of this bar, and adds what else it brings.</summary>
    internal void AddInPlace(in CountedTrade trade)
    {
        var (open, close) = (Open, Close);
        Add(trade);
        if (open.HasValue)
        {
            (Open, Close) = (open, close);
        }
    }

    private void AddPrice(in CountedTrade trade)
    {
        var price = trade.Price;
        if (!Open.HasValue)
        {
            Open = High = Low = price;
        }
        else if (price > High)
        {
            High = price;
        }
        else if (price < Low)
        {
            Low = price;
        }

        var mayBeLast = (trade.Effect & TradeEffect.Last) != 0;
        if (mayBeLast || !_isClosed)
        {
            Close = price;
            _isClosed |= mayBeLast;
        }

        if ((trade.Effect & TradeEffect.Volume) != 0 && PricedVolume >= 0)
        {
            AddTurnover(trade.Amount, trade.Size);
        }
    }

    private void AppendPrices(in Bar later)
    {
        if (!Open.HasValue)
        {
            (Open, High, Low) = (later.Open, later.High, later.Low);
        }
        else
        {
            High = later.High > High ? later.High : High;
            Low = later.Low < Low ? later.Low : Low;
        }

        if (later._isClosed || !_isClosed)
        {
            Close = later.Close;
            _isClosed |= later._isClosed;
        }
    }

    private void AddTurnover(Int128 amount, Int128 size)
    {
        var sum = Turnover + amount;
        var hasOverflowed = size < 0 || Int128.IsNegative((Turnover ^ sum) & (amount ^ sum));
        Turnover = hasOverflowed ? 0 : sum;
        PricedVolume = hasOverflowed ? -1 : PricedVolume + size;
    }
}
