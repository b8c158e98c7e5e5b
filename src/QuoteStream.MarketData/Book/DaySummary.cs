using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>What a run of consecutive trades makes of a day. The summaries of two runs make that of both.</summary>
/// <remarks>Hot path: <see cref="Add"/>, once per trade.</remarks>
internal struct DaySummary
{
    /// <summary>A turnover that 128 bits could not hold.</summary>
    private const long Overflown = -1;

    /// <summary>Units of 1e-9.</summary>
    public Int128 Volume;

    /// <summary>Price x size of the trades in <see cref="PricedVolume"/>, units of 1e-18; negative: too large to tell.</summary>
    public Int128 Turnover;

    /// <summary>Volume of the trades whose price may be the day's highest or lowest. Units of 1e-9.</summary>
    public Int128 PricedVolume;

    public Price High;
    public Price Low;

    /// <summary>Price of the first that may open the day.</summary>
    public Price Open;

    /// <summary>Of the newest that becomes the last sale in any case.</summary>
    public Price Last;
    public long LastSize;

    /// <summary>Of the first that becomes the last sale if the day has none yet.</summary>
    public Price LastIfFirst;
    public long LastIfFirstSize;

    /// <summary>The newest official closing price, and the place of its print.</summary>
    public Price Close;
    public long ClosePlace;

    public static DaySummary Empty => new()
    {
        High = Price.None,
        Low = Price.None,
        Open = Price.None,
        Last = Price.None,
        LastIfFirst = Price.None,
        Close = Price.None,
    };

    /// <summary>Whether a trade of this effect would now become the last sale.</summary>
    public readonly bool LetsSetLast(TradeEffect effect) =>
        (effect & TradeEffect.Last) != 0 || ((effect & TradeEffect.LastIfFirst) != 0 && !Last.HasValue && !LastIfFirst.HasValue);

    /// <summary>Adds the next trade.</summary>
    /// <param name="effect">What it may do.</param>
    /// <param name="place">On the <see cref="DayTape"/>.</param>
    public void Add(Price price, long size, TradeEffect effect, long place)
    {
        if ((effect & TradeEffect.Volume) != 0)
        {
            Volume += size;
        }

        if ((effect & TradeEffect.HighLow) != 0)
        {
            AddPrice(price, (effect & TradeEffect.Volume) != 0 ? size : 0);
        }

        if ((effect & TradeEffect.Last) != 0)
        {
            Last = price;
            LastSize = size;
        }
        else if ((effect & TradeEffect.LastIfFirst) != 0 && !LastIfFirst.HasValue)
        {
            LastIfFirst = price;
            LastIfFirstSize = size;
        }

        // Every venue prints an official open of its own: one that comes after the day's first trade is not the day's.
        if ((effect & (TradeEffect.Open | TradeEffect.OfficialOpen)) != 0 && !Open.HasValue)
        {
            Open = price;
        }

        if ((effect & TradeEffect.OfficialClose) != 0)
        {
            Close = price;
            ClosePlace = place;
        }
    }

    /// <summary>Adds the run of trades that follows this one.</summary>
    public void Append(in DaySummary next)
    {
        Volume += next.Volume;
        PricedVolume += next.PricedVolume;
        AddTurnover(next.Turnover);
        High = Higher(High, next.High);
        Low = next.Low < Low ? next.Low : Low;
        Open = Open.HasValue ? Open : next.Open;
        if (next.Last.HasValue)
        {
            Last = next.Last;
            LastSize = next.LastSize;
        }

        if (!LastIfFirst.HasValue)
        {
            LastIfFirst = next.LastIfFirst;
            LastIfFirstSize = next.LastIfFirstSize;
        }

        if (next.Close.HasValue)
        {
            Close = next.Close;
            ClosePlace = next.ClosePlace;
        }
    }

    private static Price Higher(Price left, Price right) => !left.HasValue || (right.HasValue && right > left) ? right : left;

    private void AddPrice(Price price, long size)
    {
        High = Higher(High, price);
        Low = price < Low ? price : Low;
        PricedVolume += size;
        AddTurnover(Math.BigMul(price.Nanos, size));
    }

    // One product fits, the sum of several need not: then it is not told at all.
    private void AddTurnover(Int128 turnover)
    {
        var sum = Turnover + turnover;
        Turnover = (Turnover | turnover | sum) < 0 ? Overflown : sum;
    }
}
