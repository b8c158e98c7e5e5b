namespace QuoteStream.MarketData.Book;

/// <summary>A run of consecutive trades on a <see cref="DayTape"/>.</summary>
/// <param name="isBorrowed">It was taken from what all symbols share.</param>
internal sealed class DayTapeChunk(int capacity, bool isBorrowed)
{
    /// <summary>Each trade's id and venue as one number; 0: it has no id, or no longer stands. Apart, so that looking for one reads little.</summary>
    public readonly ulong[] Keys = new ulong[capacity];
    public readonly DayTrade[] Trades = new DayTrade[capacity];

    public int Capacity => Trades.Length;

    public bool IsBorrowed => isBorrowed;

    /// <summary>Place of the first trade.</summary>
    public long FirstPlace { get; private set; }

    /// <summary>How many it holds; the trades behind that are not there yet.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest and the latest of its trades' venue times: nanoseconds since the Unix epoch.</summary>
    public long EarliestNanos { get; private set; }

    /// <inheritdoc cref="EarliestNanos"/>
    public long LatestNanos { get; private set; }

    /// <summary>Whether <see cref="Summary"/> is that of the trades as they are now.</summary>
    public bool IsSummed { get; set; }

    public DaySummary Summary;

    /// <summary>What the day's trades up to the end of this run make of it, once the run is full.</summary>
    public DaySummary Through;

    public void Begin(long firstPlace)
    {
        FirstPlace = firstPlace;
        Count = 0;
        IsSummed = false;
        EarliestNanos = long.MaxValue;
        LatestNanos = long.MinValue;
    }

    /// <summary>Makes room for the next trade, where there is.</summary>
    public ref DayTrade Append(ulong key)
    {
        var i = Count++;
        Keys[i] = key;
        return ref Trades[i];
    }

    /// <summary>Notes the venue time of one of its trades.</summary>
    public void Cover(long venueTimeNanos)
    {
        EarliestNanos = Math.Min(EarliestNanos, venueTimeNanos);
        LatestNanos = Math.Max(LatestNanos, venueTimeNanos);
    }
}
