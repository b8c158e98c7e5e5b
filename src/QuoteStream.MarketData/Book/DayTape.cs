using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Book;

/// <summary>A symbol's trades of today and of the day before, in the order in which they came: what cancels, corrections and confirmations work on.</summary>
/// <remarks>
/// <para>
/// One writer at a time, which is also the only reader. Hot path: <see cref="Append"/>, once per trade; allocates only when the tape grows.
/// A trade has a place, 0, 1, 2..., which it keeps.
/// </para>
/// <para>
/// Bounded: a symbol holds at most <see cref="BookOptions.MaxDayTrades"/>, all together what the budget has. Where there is no room the
/// symbol's own oldest trades, a chunk at a time, are folded into one summary: what they gave to the day stays, but they can no longer be
/// found. So figures that are computed again are exact as long as every cancelled or corrected trade was still held, and one that is not
/// held is unknown.
/// </para>
/// </remarks>
internal sealed class DayTape(int maxTrades, DayTapeBudget budget)
{
    /// <summary>The first two chunks are every symbol's own: 1.5 KB each, so that the last trade of the quietest symbol can be cancelled.</summary>
    private const int FirstCapacity = 32;

    /// <summary>Later ones double what is there until they are this large, 48 KB. Computing the figures again goes through one chunk and a summary of each other.</summary>
    private const int LargestCapacity = 1024;

    private readonly List<DayTapeChunk> _chunks = [];
    private DayTapeChunk? _newest;
    private DaySummary _total = DaySummary.Empty;
    private DaySummary _fallenOff = DaySummary.Empty;
    private TradingDay _today;
    private long _firstOfToday;
    private int _capacity;

    /// <summary>What the day's trades make of it, as they stand now.</summary>
    public ref readonly DaySummary Total => ref _total;

    /// <summary>The place that the next trade will have.</summary>
    public long NextPlace { get; private set; }

    /// <summary>Place of the oldest trade that is held; <see cref="NextPlace"/> when none is.</summary>
    public long OldestHeld => _chunks.Count == 0 || maxTrades == 0 ? NextPlace : _chunks[0].FirstPlace;

    /// <summary>Every trade of this time or later is held: nanoseconds since the Unix epoch; <see cref="long.MinValue"/> while none was lost.</summary>
    public long HeldFromNanos { get; private set; } = long.MinValue;

    /// <summary>Appends a trade of today, or a late one of an earlier day; the oldest make room.</summary>
    /// <param name="number">Of its print.</param>
    /// <param name="key">Of its id and venue.</param>
    /// <returns>Its place.</returns>
    public long Append(long number, in TradePrint print, ulong key)
    {
        var chunk = _newest;
        if (chunk is null || chunk.Count == chunk.Capacity)
        {
            chunk = BeginChunk();
        }

        ref var trade = ref chunk.Append(key);
        trade = new DayTrade(number, print);
        chunk.Cover(trade.VenueTimeNanos);
        if (trade.VenueTimeNanos >= _today.StartNanos)
        {
            _total.Add(trade.Price, trade.Size, trade.CountedEffect, NextPlace);
        }

        return NextPlace++;
    }

    /// <summary>Finds the newest trade that stands under this key; -1 when none is held.</summary>
    public long Find(ulong key)
    {
        if (key != 0 && maxTrades > 0)
        {
            for (var c = _chunks.Count - 1; c >= 0; c--)
            {
                var i = _chunks[c].Keys.AsSpan(0, _chunks[c].Count).LastIndexOf(key);
                if (i >= 0)
                {
                    return _chunks[c].FirstPlace + i;
                }
            }
        }

        return -1;
    }

    /// <summary>The trade at a place that is held.</summary>
    public ref readonly DayTrade At(long place)
    {
        var chunk = ChunkOf(place);
        return ref chunk.Trades[place - chunk.FirstPlace];
    }

    /// <summary>Takes back the trade at a place that is held.</summary>
    public void Cancel(long place)
    {
        var chunk = ChunkOf(place);
        chunk.Keys[place - chunk.FirstPlace] = 0;
        chunk.Trades[place - chunk.FirstPlace].Marks |= DayTradeMarks.Cancelled;
        Sum(chunk);
    }

    /// <summary>Puts a corrected trade in the place of one that is held.</summary>
    public void Correct(long place, long number, in TradePrint print, ulong key)
    {
        var chunk = ChunkOf(place);
        chunk.Keys[place - chunk.FirstPlace] = key;
        chunk.Trades[place - chunk.FirstPlace].Take(number, print);
        Sum(chunk);
    }

    /// <summary>Lets the price of a suspicious trade at a place that is held count.</summary>
    public void Confirm(long place)
    {
        var chunk = ChunkOf(place);
        chunk.Trades[place - chunk.FirstPlace].Marks &= ~DayTradeMarks.Suspicious;
        Sum(chunk);
    }

    /// <summary>The held trades of the chunks that have any between two times, in the order of arrival: walk them with foreach, which allocates nothing.</summary>
    /// <param name="fromNanos">Nanoseconds since the Unix epoch; trades outside of the times come, too.</param>
    /// <param name="toNanos">Exclusive.</param>
    public DayTapeWalk Between(long fromNanos, long toNanos) => new(_chunks, fromNanos, toNanos);

    /// <summary>Begins a trade date: from now on only its trades count. Those of the date before stay held, older ones go.</summary>
    public void BeginDay(in TradingDay day)
    {
        _today = day;
        _total = _fallenOff = DaySummary.Empty;
        var kept = _chunks.FindIndex(chunk => chunk.FirstPlace + chunk.Count > _firstOfToday);
        kept = kept < 0 ? _chunks.Count : kept;
        for (var c = 0; c < kept; c++)
        {
            Lose(_chunks[c]);
            _capacity -= _chunks[c].Capacity;
            budget.Return(_chunks[c].IsBorrowed ? _chunks[c].Capacity : 0);
        }

        _chunks.RemoveRange(0, kept);
        foreach (var chunk in _chunks)
        {
            chunk.IsSummed = false;
            chunk.Through = DaySummary.Empty;
        }

        _newest = _chunks.Count == 0 ? null : _newest;
        _firstOfToday = NextPlace;
    }

    // Rare: once per chunk.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private DayTapeChunk BeginChunk()
    {
        if (_newest is not null)
        {
            // Kept now, while it costs a copy: the chunk need not be gone through when it falls off.
            _newest.Through = _total;
        }

        var most = Math.Max(1, maxTrades);
        var isOwn = _chunks.Count < 2;
        var capacity = isOwn ? Math.Clamp(most / 2, 1, FirstCapacity) : Math.Min(_capacity, LargestCapacity);
        capacity = Math.Min(capacity, most - _capacity);
        DayTapeChunk chunk;
        if (capacity > 0 && (isOwn || budget.TryTake(capacity)))
        {
            chunk = new DayTapeChunk(capacity, isBorrowed: !isOwn);
            _capacity += capacity;
        }
        else
        {
            chunk = _chunks[0];
            _chunks.RemoveAt(0);
            Lose(chunk);
            _fallenOff = chunk.Through;
        }

        chunk.Begin(NextPlace);
        _chunks.Add(chunk);
        return _newest = chunk;
    }

    private void Lose(DayTapeChunk chunk) => HeldFromNanos = Math.Max(HeldFromNanos, chunk.LatestNanos + 1);

    /// <summary>Computes the day's figures again after a trade of this chunk has changed.</summary>
    private void Sum(DayTapeChunk changed)
    {
        changed.IsSummed = false;
        _total = _fallenOff;
        foreach (var chunk in _chunks)
        {
            _total.Append(SumUp(chunk));
            chunk.Through = _total;
        }
    }

    private ref readonly DaySummary SumUp(DayTapeChunk chunk)
    {
        if (!chunk.IsSummed)
        {
            chunk.Summary = DaySummary.Empty;
            for (var i = 0; i < chunk.Count; i++)
            {
                ref readonly var trade = ref chunk.Trades[i];
                if (_today.Contains(trade.VenueTimeNanos))
                {
                    chunk.Summary.Add(trade.Price, trade.Size, trade.CountedEffect, chunk.FirstPlace + i);
                }
            }

            // One that still fills changes with every trade.
            chunk.IsSummed = chunk.Count == chunk.Capacity;
        }

        return ref chunk.Summary;
    }

    private DayTapeChunk ChunkOf(long place)
    {
        for (var c = _chunks.Count - 1; c >= 0; c--)
        {
            if (_chunks[c].FirstPlace <= place)
            {
                return _chunks[c];
            }
        }

        throw new ArgumentOutOfRangeException(nameof(place), place, $"The tape holds {OldestHeld} to {NextPlace - 1}.");
    }
}
