using System.Numerics;
using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Channels;

/// <summary>The tide of each of a symbol's trades, by number: it is known long after the trades themselves have left their ring.</summary>
/// <remarks>
/// One writer at a time, which never waits; any number of readers. Made at the first trade, and doubles rather than overwrite a tide that is
/// younger than <see cref="KeptNanos"/>. Eight bytes a trade: a sixteenth of what its print takes.
/// </remarks>
public sealed class TideHistory
{
    /// <summary>A reader that is away for less than this finds its place, until the history is at its largest: 15 min, for tabs that were frozen.</summary>
    public const long KeptNanos = 900_000_000_000;

    /// <summary>Tides that share one time, so that times take little room and are looked at rarely. A power of two.</summary>
    internal const int BlockTides = 64;

    private readonly int _initialCapacity;
    private readonly int _maxCapacity;
    private Slots? _slots;
    private long _lowest = long.MaxValue;

    /// <param name="initialCapacity">Trades; a power of two, at least two blocks.</param>
    /// <param name="maxCapacity">Trades; a power of two.</param>
    public TideHistory(int initialCapacity, int maxCapacity)
    {
        if (!BitOperations.IsPow2(initialCapacity) || !BitOperations.IsPow2(maxCapacity) || initialCapacity < 2 * BlockTides || maxCapacity < initialCapacity)
        {
            throw new ArgumentException($"Capacities must be powers of two in order, from {2 * BlockTides} on, not {initialCapacity} and {maxCapacity}.");
        }

        _initialCapacity = initialCapacity;
        _maxCapacity = maxCapacity;
    }

    /// <summary>Trades that it has room for now; 0 before the first.</summary>
    internal int Capacity => _slots?.Tides.Length ?? 0;

    /// <summary>Notes a trade's tide. Before the trade is announced: who knows its number finds the tide.</summary>
    /// <param name="number">1, 2, 3...</param>
    /// <param name="nowNanos">When: decides whether the history must grow. A clock that was set back only makes it grow early.</param>
    /// <remarks>Hot path: once per trade. Allocates only when the history grows.</remarks>
    internal void Append(long number, long tide, long nowNanos)
    {
        var slots = _slots;
        if (slots is null || (number & (BlockTides - 1)) == 0)
        {
            slots = BeginBlock(number, nowNanos);
        }

        if (tide < _lowest)
        {
            Volatile.Write(ref _lowest, tide); // The trade's announcement publishes it; only one who comes too early would see it half.
        }

        Volatile.Write(ref slots.Begun, number);
        Volatile.WriteBarrier(); // Readers learn that the old tide is going before they can see the new one in its place.
        slots.Tides[number & slots.Mask] = tide;
        slots.NewestNanos = nowNanos;
    }

    /// <summary>
    /// Finds the newest trade that was published under this tide or an earlier one: as trades are sent in the order of their numbers, whoever
    /// has everything up to the tide has every trade up to that number, and lacks none but those after it.
    /// </summary>
    /// <param name="newest">Number of a trade that has been announced, to begin with: those after it are younger than the tide. 0: none.</param>
    /// <param name="tide">One that <see cref="TideClock.Safe"/> has reached.</param>
    /// <param name="number">0: no trade was published up to the tide. Means nothing when the answer is false.</param>
    /// <returns>False when the history does not reach back to it.</returns>
    /// <remarks>Lines publish side by side, so tides are not in order: it looks at one after the other, from the newest. Does not allocate.</remarks>
    public bool TryFind(long newest, long tide, out long number)
    {
        number = 0;
        if (newest <= 0 || tide < Volatile.Read(ref _lowest))
        {
            // Not even the first, however long ago that was. Whoever knows the newest's number sees the lowest of all tides up to it.
            return true;
        }

        var slots = Volatile.Read(ref _slots)!; // Acquire: pairs with the release in Grow. An announced trade has slots.
        var oldest = slots.OldestAt(newest);
        for (number = newest; number >= oldest; number--)
        {
            if (slots.Tides[number & slots.Mask] <= tide)
            {
                Volatile.ReadBarrier(); // The tide has been read before it is asked whether it was still the trade's own.
                return number >= slots.OldestAt(Volatile.Read(ref slots.Begun));
            }
        }

        return false;
    }

    // One trade in so many: the block that is complete gets its time, and the one to be overwritten is asked for its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Slots BeginBlock(long number, long nowNanos)
    {
        var slots = _slots;
        if (slots is null)
        {
            return Grow(number);
        }

        slots.BlockTimes[((number - 1) & slots.Mask) / BlockTides] = slots.NewestNanos;
        var isFree = number + BlockTides - 1 - slots.Tides.Length < slots.First;
        var age = nowNanos - slots.BlockTimes[(number & slots.Mask) / BlockTides];
        return isFree || age >= KeptNanos || slots.Tides.Length >= _maxCapacity ? slots : Grow(number);
    }

    // Rare: at the first trade, and as often as the largest history is twice the smallest.
    private Slots Grow(long number)
    {
        var old = _slots;
        var slots = new Slots(old is null ? _initialCapacity : old.Tides.Length * 2, old is null ? number : old.OldestAt(number - 1));
        for (var n = slots.First; n < number; n++)
        {
            slots.Tides[n & slots.Mask] = old!.Tides[n & old.Mask];
            slots.BlockTimes[(n & slots.Mask) / BlockTides] = old.BlockTimes[(n & old.Mask) / BlockTides];
        }

        slots.Begun = number - 1;
        Volatile.Write(ref _slots, slots); // Release: the copied tides are whole. Readers of the old ones find them as they were.
        return slots;
    }

    private sealed class Slots(int capacity, long first)
    {
        public readonly long[] Tides = new long[capacity];

        /// <summary>When the newest tide of each complete block was noted. Only the writer looks.</summary>
        public readonly long[] BlockTimes = new long[capacity / BlockTides];
        public readonly long Mask = capacity - 1;

        /// <summary>Number of the oldest trade that these slots were made with.</summary>
        public readonly long First = first;

        /// <summary>Number of the newest trade whose tide is there, or is being written.</summary>
        public long Begun;

        /// <summary>When the newest tide was noted. Only the writer looks.</summary>
        public long NewestNanos;

        public long OldestAt(long newest) => Math.Max(First, newest - Mask);
    }
}
