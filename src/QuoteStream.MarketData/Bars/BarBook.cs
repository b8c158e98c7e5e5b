using System.Runtime.CompilerServices;
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
    /// <summary>After as many tries that the writer has disturbed, the reader does without what is not handed over yet: less than a second's trades.</summary>
    private const int MaxReads = 64;

    // In the order of BarInterval.
    private static readonly long[] Lengths =
        [UnixNanos.PerSecond, 60 * UnixNanos.PerSecond, 5 * 60 * UnixNanos.PerSecond, 60 * 60 * UnixNanos.PerSecond];

    // Empty when no bars are made.
    private readonly BarRing[] _rings;
    private readonly int _maxBars;

    // What the trades of the newest second come to that the rings do not have yet. Here, because it is all that a usual trade touches: one bar
    // of four, without a look at any ring. A version of its own, odd while it is changed.
    private Bar _pending = Bar.At(long.MinValue);
    private long _pendingVersion;

    // How often that was handed over to the rings, twice; odd while it is.
    private long _handovers;

    // Made at the first change of a trade. One that is not made again begins where no trade does.
    private Bar[]? _recounted;
    private long _newestTimeNanos = long.MinValue;

    internal BarBook(BookOptions options)
    {
        _maxBars = options.MaxBars;
        _rings = options.MaxBars == 0 ? [] : [.. Lengths.Select(length => new BarRing(length, options.MaxBars))];
    }

    /// <summary>The newest venue time of its trades: nanoseconds since the Unix epoch; <see cref="long.MinValue"/> before the first.</summary>
    public long NewestTimeNanos => Volatile.Read(ref _newestTimeNanos); // Acquire: only so that it is read once and whole.

    /// <summary>How long a bar of the interval is, in nanoseconds.</summary>
    public static long LengthOf(BarInterval interval) => Lengths[(int)interval];

    /// <summary>Copies the newest bars of an interval, oldest first, as many as there is room for. Any thread; never makes the writer wait.</summary>
    /// <returns>How many.</returns>
    public int Read(BarInterval interval, Span<Bar> destination)
    {
        if (_rings.Length == 0 || destination.IsEmpty)
        {
            return 0;
        }

        destination = destination[..Math.Min(destination.Length, _maxBars)];
        var spinner = default(SpinWait);
        for (var attempt = 1; ; attempt++)
        {
            var handovers = Volatile.Read(ref _handovers); // Acquire: what is read next is at least as new.
            var isPendingWhole = TryReadPending(out var pending);
            var count = _rings[(int)interval].Read(destination);
            Volatile.ReadBarrier(); // Everything has been read before it is asked whether it goes together.
            if (isPendingWhole && (handovers & 1) == 0 && Volatile.Read(ref _handovers) == handovers)
            {
                return pending.IsEmpty ? count : Append(pending, LengthOf(interval), destination, count);
            }

            if (attempt == MaxReads)
            {
                return count;
            }

            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

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

        if ((ulong)(venueTimeNanos - _pending.StartNanos) < UnixNanos.PerSecond)
        {
            Volatile.Write(ref _pendingVersion, _pendingVersion + 1);
            Volatile.WriteBarrier(); // Readers see that it changes before they can see any byte of the change.
            _pending.Add(trade);
            Volatile.Write(ref _pendingVersion, _pendingVersion + 1); // Release: the bar is whole.
        }
        else
        {
            CountElsewhere(trade);
        }

        if (venueTimeNanos > _newestTimeNanos)
        {
            Volatile.Write(ref _newestTimeNanos, venueTimeNanos); // Release: its bar is there.
        }
    }

    /// <summary>Begins to make the bars again that a changed trade is in, but for those in which it can be exchanged without a look at the others.</summary>
    /// <param name="before">As it had counted.</param>
    /// <param name="after">As it counts now; null: not at all.</param>
    /// <param name="heldFromNanos">Every trade of this time or later is held; <see cref="long.MinValue"/>: nothing was lost.</param>
    /// <returns>Length in nanoseconds of the longest bar for which the held trades are needed; 0: of none.</returns>
    internal long BeginRecount(in CountedTrade before, in CountedTrade? after, long heldFromNanos)
    {
        HandOver();
        long longest = 0;
        _recounted ??= new Bar[_rings.Length];
        for (var i = 0; i < _rings.Length; i++)
        {
            var isNeeded = _rings[i].TryGet(before.VenueTimeNanos, out var bar)
                && bar.StartNanos >= heldFromNanos
                && !bar.AllowsExchange(before, after);
            _recounted[i] = Bar.At(isNeeded ? bar.StartNanos : long.MinValue);
            longest = isNeeded ? Lengths[i] : longest;
        }

        return longest;
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
    /// <inheritdoc cref="BeginRecount"/>
    internal void EndRecount(in CountedTrade before, in CountedTrade? after)
    {
        for (var i = 0; i < _rings.Length; i++)
        {
            if (_rings[i].TryGet(before.VenueTimeNanos, out var bar))
            {
                _rings[i].Replace(bar.StartNanos == _recounted![i].StartNanos ? _recounted[i] : Exchange(bar, before, after));
            }
            else if (after is { IsCounted: true } replacement)
            {
                // What it replaces did not count, so that there may be no bar yet.
                _rings[i].Add(replacement);
            }
        }

        if (_rings.Length > 0 && SecondOf(before.VenueTimeNanos) > _pending.StartNanos)
        {
            // What comes before this is late from now on.
            SetPending(Bar.At(SecondOf(before.VenueTimeNanos)));
        }
    }

    // Rare: once a second, and for trades that come late.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountElsewhere(in CountedTrade trade)
    {
        if (_rings.Length == 0)
        {
            return;
        }

        HandOver();
        if (trade.VenueTimeNanos >= _pending.StartNanos)
        {
            var next = Bar.At(SecondOf(trade.VenueTimeNanos));
            next.Add(trade);
            SetPending(next);
            return;
        }

        foreach (var ring in _rings)
        {
            ring.Add(trade);
        }
    }

    /// <summary>Hands over to the rings what they do not have yet.</summary>
    private void HandOver()
    {
        if (_pending.IsEmpty)
        {
            return;
        }

        Volatile.Write(ref _handovers, _handovers + 1);
        Volatile.WriteBarrier(); // Readers see that something moves before they can see it twice, or not at all.
        foreach (var ring in _rings)
        {
            ring.Append(_pending);
        }

        SetPending(Bar.At(_pending.StartNanos));
        Volatile.Write(ref _handovers, _handovers + 1); // Release: it is where it belongs.
    }

    private void SetPending(in Bar bar)
    {
        Volatile.Write(ref _pendingVersion, _pendingVersion + 1);
        Volatile.WriteBarrier(); // As in Count.
        _pending = bar;
        Volatile.Write(ref _pendingVersion, _pendingVersion + 1); // Release: the bar is whole.
    }

    private bool TryReadPending(out Bar bar)
    {
        var version = Volatile.Read(ref _pendingVersion); // Acquire: the copy below is at least as new.
        bar = _pending;
        Volatile.ReadBarrier(); // The copy is done before the version is looked at again.
        return (version & 1) == 0 && Volatile.Read(ref _pendingVersion) == version;
    }

    private static long SecondOf(long timeNanos) => StartOf(timeNanos, UnixNanos.PerSecond);

    /// <summary>Where the interval of this length begins that a time falls into.</summary>
    internal static long StartOf(long timeNanos, long lengthNanos)
    {
        var rest = timeNanos % lengthNanos;
        return timeNanos - (rest < 0 ? rest + lengthNanos : rest);
    }

    private static int Append(Bar pending, long length, Span<Bar> bars, int count)
    {
        pending.StartNanos = StartOf(pending.StartNanos, length);
        if (count > 0 && bars[count - 1].StartNanos == pending.StartNanos)
        {
            bars[count - 1].Append(pending);
            return count;
        }

        if (count == bars.Length)
        {
            bars[1..].CopyTo(bars);
            count--;
        }

        bars[count] = pending;
        return count + 1;
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
