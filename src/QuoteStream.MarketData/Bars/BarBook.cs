using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Bars;

/// <summary>A symbol's bars of all four intervals, made of its trades as they come.</summary>
/// <remarks>
/// <para>One writer at a time; any number of readers. Hot path: <see cref="Count"/>, once per trade; allocates only when a ring grows.</para>
/// <para>
/// A trade belongs to the bars that its venue's time falls into, however late it comes, as long as they are held. After a cancel, a
/// correction or a confirmation those bars are made again of the trades that are held: <see cref="BeginRecount"/>, <see cref="CountAgain"/>
/// for each, <see cref="EndRecount"/>. A bar that lost trades to the bound of what is held cannot be: its volume, count and turnover are
/// set right, its prices keep what the lost trades gave them.
/// </para>
/// </remarks>
public sealed class BarBook
{
    // In the order of BarInterval.
    private static readonly long[] Lengths =
        [UnixNanos.PerSecond, 60 * UnixNanos.PerSecond, 5 * 60 * UnixNanos.PerSecond, 60 * 60 * UnixNanos.PerSecond];

    // Empty when no bars are made.
    private readonly BarRing[] _rings;

    // Made at the first change of a trade. One that is not held begins where no trade does.
    private Bar[]? _recounted;
    private long _heldFromNanos;
    private long _newestTimeNanos = long.MinValue;

    internal BarBook(BookOptions options) =>
        _rings = options.MaxBars == 0 ? [] : [.. Lengths.Select(length => new BarRing(length, options.MaxBars))];

    /// <summary>The newest venue time of its trades: nanoseconds since the Unix epoch; <see cref="long.MinValue"/> before the first.</summary>
    public long NewestTimeNanos => Volatile.Read(ref _newestTimeNanos); // Acquire: only so that it is read once and whole.

    /// <summary>How long a bar of the interval is, in nanoseconds.</summary>
    public static long LengthOf(BarInterval interval) => Lengths[(int)interval];

    /// <summary>Copies the newest bars of an interval, oldest first, as many as there is room for. Any thread; never makes the writer wait.</summary>
    /// <returns>How many.</returns>
    public int Read(BarInterval interval, Span<Bar> destination) => _rings.Length == 0 ? 0 : _rings[(int)interval].Read(destination);

    /// <summary>Lets a trade count in its bars: once per trade, in the order of arrival.</summary>
    /// <param name="venueTimeNanos">Nanoseconds since the Unix epoch.</param>
    /// <param name="size">Units of 1e-9.</param>
    internal void Count(long venueTimeNanos, Price price, long size, TradeEffect effect)
    {
        var trade = new CountedTrade(venueTimeNanos, price, size, effect);
        if (!trade.IsCounted)
        {
            return;
        }

        foreach (var ring in _rings)
        {
            ring.Add(trade);
        }

        if (venueTimeNanos > _newestTimeNanos)
        {
            Volatile.Write(ref _newestTimeNanos, venueTimeNanos); // Release: its bar is there.
        }
    }

    /// <summary>Begins to make the bars again that a time falls into, because a trade of that time has changed.</summary>
    /// <param name="venueTimeNanos">Of the trade.</param>
    /// <param name="heldFromNanos">Every trade of this time or later is held; <see cref="long.MinValue"/>: nothing was lost.</param>
    internal void BeginRecount(long venueTimeNanos, long heldFromNanos)
    {
        _heldFromNanos = heldFromNanos;
        _recounted ??= new Bar[_rings.Length];
        for (var i = 0; i < _rings.Length; i++)
        {
            _recounted[i] = Bar.At(_rings[i].TryGet(venueTimeNanos, out var bar) ? bar.StartNanos : long.MinValue);
        }
    }

    /// <summary>Once per held trade as it stands now, in the order of arrival; those of other bars are passed over.</summary>
    /// <inheritdoc cref="Count"/>
    internal void CountAgain(long venueTimeNanos, Price price, long size, TradeEffect effect)
    {
        var trade = new CountedTrade(venueTimeNanos, price, size, effect);
        for (var i = 0; i < _rings.Length; i++)
        {
            if ((ulong)(venueTimeNanos - _recounted![i].StartNanos) < (ulong)Lengths[i])
            {
                _recounted[i].Add(trade);
            }
        }
    }

    /// <summary>Shows the bars made again.</summary>
    /// <param name="before">The changed trade as it had counted.</param>
    /// <param name="after">As it counts now; null: not at all.</param>
    internal void EndRecount(in CountedTrade before, in CountedTrade? after)
    {
        for (var i = 0; i < _rings.Length; i++)
        {
            if (_rings[i].TryGet(before.VenueTimeNanos, out var bar))
            {
                _rings[i].Replace(bar.StartNanos >= _heldFromNanos ? _recounted![i] : Exchange(bar, before, after));
            }
            else if (after is { IsCounted: true } replacement)
            {
                // What it replaces did not count, so that there may be no bar yet.
                _rings[i].Add(replacement);
            }
        }
    }

    private static Bar Exchange(Bar bar, in CountedTrade before, in CountedTrade? after)
    {
        bar.Subtract(before);
        if (after is { } replacement)
        {
            bar.AddInPlace(replacement);
        }

        return bar;
    }
}
