using System.Numerics;
using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Channels;

/// <summary>The newest items of a never-ending numbered sequence, for readers that keep their own place.</summary>
/// <remarks>
/// One writer at a time, which never waits; any number of readers. Loss is not an error: a reader that was lapped learns exactly how many
/// it missed (as in Aeron's broadcast buffer). The ring is made at the first item, and doubles rather than overwrite an item that is
/// younger than <see cref="LapNanos"/>, so a quiet symbol costs little, a busy one holds seconds, and no burst outruns its readers.
/// </remarks>
/// <typeparam name="T">Copied whole behind the slot's number, so it must not hold references.</typeparam>
public sealed class BroadcastRing<T>
    where T : unmanaged
{
    /// <summary>A reader that is away for less than this has missed nothing, until the ring is at its largest: 5 s.</summary>
    public const long LapNanos = 5_000_000_000;

    private readonly int _initialCapacity;
    private readonly int _maxCapacity;
    private Slots? _slots;
    private long _newest;

    /// <param name="initialCapacity">Items; a power of two.</param>
    /// <param name="maxCapacity">Items; a power of two.</param>
    public BroadcastRing(int initialCapacity, int maxCapacity)
    {
        if (!BitOperations.IsPow2(initialCapacity) || !BitOperations.IsPow2(maxCapacity) || maxCapacity < initialCapacity)
        {
            throw new ArgumentException($"Capacities must be powers of two in order, not {initialCapacity} and {maxCapacity}.");
        }

        _initialCapacity = initialCapacity;
        _maxCapacity = maxCapacity;
    }

    /// <summary>Number of the newest item; 0: none yet.</summary>
    public long Newest => Volatile.Read(ref _newest); // Acquire: the item's slot is at least as new.

    /// <summary>Number of the oldest item that is still held; one more than <see cref="Newest"/> when none is.</summary>
    public long OldestHeld
    {
        get
        {
            var newest = Newest;
            var slots = Volatile.Read(ref _slots); // Acquire: pairs with the release in Grow. At least as new as the number.
            return slots is null ? newest + 1 : OldestIn(slots, newest);
        }
    }

    /// <summary>Items that it has room for now; 0 before the first.</summary>
    internal int Capacity => _slots?.Items.Length ?? 0;

    /// <summary>Appends an item; the oldest makes room.</summary>
    /// <param name="nowNanos">When: decides whether the ring must grow. A clock that was set back only makes it grow early.</param>
    /// <returns>Its number.</returns>
    /// <remarks>Hot path: once per trade. Allocates only when the ring grows.</remarks>
    public long Append(in T item, long nowNanos)
    {
        var number = _newest + 1;
        var slots = _slots ?? Grow(number);
        ref var slot = ref slots.Items[number & slots.Mask];
        if (slot.Number != 0 && nowNanos - slot.TimeNanos < LapNanos && slots.Items.Length < _maxCapacity)
        {
            slots = Grow(number);
            slot = ref slots.Items[number & slots.Mask];
        }

        Volatile.Write(ref slot.Number, 0);
        Volatile.WriteBarrier(); // Readers see the slot void before they can see any byte of the new item.
        slot.Item = item;
        slot.TimeNanos = nowNanos;
        Volatile.Write(ref slot.Number, number); // Release: the item is whole before its number is there.
        Volatile.Write(ref _newest, number); // Release: the slot is whole before the number is announced.
        return number;
    }

    /// <summary>Reads the item after the cursor and moves the cursor on.</summary>
    /// <param name="cursor">Number of the last item that the reader has dealt with; 0: none. Not negative.</param>
    /// <param name="missed">With <see cref="RingRead.Lapped"/>: how many are gone, from the old cursor + 1 on; else 0.</param>
    public RingRead TryRead(ref long cursor, out T item, out long missed)
    {
        missed = 0;
        item = default;
        if (cursor >= Newest)
        {
            return RingRead.Empty;
        }

        if (TryCopy(cursor + 1, out item, out var oldest))
        {
            cursor++;
            return RingRead.Item;
        }

        missed = oldest - cursor - 1;
        cursor = oldest - 1;
        return RingRead.Lapped;
    }

    /// <summary>Copies one item by its number; false when it is gone or not there yet.</summary>
    public bool TryGet(long number, out T item)
    {
        item = default;
        return number >= 1 && number <= Newest && TryCopy(number, out item, out _);
    }

    private static long OldestIn(Slots slots, long newest) => Math.Max(slots.First, newest - slots.Mask);

    private bool TryCopy(long number, out T item, out long oldest)
    {
        var slots = Volatile.Read(ref _slots)!; // Acquire: pairs with the release in Grow. An announced item has slots.
        ref var slot = ref slots.Items[number & slots.Mask];
        if (Volatile.Read(ref slot.Number) == number) // Acquire: the copy below is at least as new.
        {
            item = slot.Item;
            Volatile.ReadBarrier(); // The copy is done before the number is looked at again.
            if (Volatile.Read(ref slot.Number) == number)
            {
                oldest = number;
                return true;
            }
        }

        // Not there: it was overwritten, or is being overwritten by the item one lap later, which is not announced yet. The slots are looked
        // up again after the newest number, or those of before a growth would call items lost that the grown ring holds.
        item = default;
        oldest = Math.Max(OldestHeld, number + 1);
        return false;
    }

    // Rare: at the first item, and as often as the largest ring is twice the smallest.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Slots Grow(long number)
    {
        var old = _slots;
        var slots = new Slots(old is null ? _initialCapacity : old.Items.Length * 2, old is null ? number : OldestIn(old, number - 1));
        for (var n = slots.First; n < number; n++)
        {
            slots.Items[n & slots.Mask] = old!.Items[n & old.Mask];
        }

        Volatile.Write(ref _slots, slots); // Release: the copied slots are whole. Readers of the old ones find them as they were.
        return slots;
    }

    private sealed class Slots(int capacity, long first)
    {
        public readonly Slot[] Items = new Slot[capacity];
        public readonly long Mask = capacity - 1;

        /// <summary>Number of the oldest item that these slots were made with.</summary>
        public readonly long First = first;
    }

    private struct Slot
    {
        /// <summary>Of the item that the slot holds; 0 while it is being written.</summary>
        public long Number;

        /// <summary>When it was appended, as the writer told it. Only the writer looks.</summary>
        public long TimeNanos;
        public T Item;
    }
}
