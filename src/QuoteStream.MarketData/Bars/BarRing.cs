using System.Numerics;

namespace QuoteStream.MarketData.Bars;

/// <summary>The newest bars of one interval, oldest first, only those in which something traded.</summary>
/// <remarks>
/// One writer at a time, which never waits; any number of readers, which copy each bar whole and look again when it changed meanwhile.
/// Written once a second, by <see cref="Append(Bar)"/>, and for what comes late. Allocates only when it grows, by doubling up to its bound.
/// </remarks>
internal sealed class BarRing(long lengthNanos, int maxBars)
{
    /// <summary>A symbol that trades at all holds 4 bars of each interval, half a KB: many trade a few times a day.</summary>
    private const int InitialBars = 4;

    /// <summary>After as many copies that a late trade's new bar has shifted, the reader takes one as it is: each bar in it is whole.</summary>
    private const int MaxReads = 64;

    private readonly int _maxBars = maxBars;
    private Slots? _slots;

    // Start of the newest bar. Only the writer looks.
    private long _newestStart = long.MinValue;

    /// <summary>Lets a late trade count in its bar, which is begun if there is none; not when it is older than every bar of a full ring.</summary>
    public void Add(in CountedTrade trade)
    {
        var start = StartOf(trade.VenueTimeNanos);
        if (_slots is not { Newest: > 0 } slots || start > _newestStart)
        {
            var bar = Bar.At(start);
            bar.Add(trade);
            Append(bar);
            return;
        }

        var number = FindAtOrBefore(slots, start);
        if (number != 0 && slots.Items[number & slots.Mask].Bar.StartNanos == start)
        {
            ref var slot = ref slots.Items[number & slots.Mask];
            Begin(ref slot);
            slot.Bar.Add(trade);
            End(ref slot);
        }
        else if (number != 0 || slots.Newest - OldestIn(slots) + 1 < _maxBars)
        {
            Insert(number == 0 ? OldestIn(slots) : number + 1, start, trade);
        }
    }

    /// <summary>Adds what trades come to that all fall into the newest bar or a newer one.</summary>
    public void Append(Bar newest)
    {
        newest.StartNanos = StartOf(newest.StartNanos);
        if (_slots is { Newest: > 0 } && newest.StartNanos == _newestStart)
        {
            ref var slot = ref _slots.Items[_slots.Newest & _slots.Mask];
            Begin(ref slot);
            slot.Bar.Append(newest);
            End(ref slot);
            return;
        }

        _slots ??= Grow();
        var slots = MakeRoom();
        ref var next = ref slots.Items[(slots.Newest + 1) & slots.Mask];
        Begin(ref next);
        next.Bar = newest;
        End(ref next);
        Volatile.Write(ref slots.Newest, slots.Newest + 1); // Release: the bar is whole before its number is announced.
        _newestStart = newest.StartNanos;
    }

    /// <summary>The bar that a time falls into; false when it is not held.</summary>
    public bool TryGet(long timeNanos, out Bar bar)
    {
        var start = StartOf(timeNanos);
        var number = _slots is null ? 0 : FindAtOrBefore(_slots, start);
        var isHeld = number != 0 && _slots!.Items[number & _slots.Mask].Bar.StartNanos == start;
        bar = isHeld ? _slots!.Items[number & _slots.Mask].Bar : default;
        return isHeld;
    }

    /// <summary>Puts a bar in the place of the one with its start, if that is held.</summary>
    public void Replace(in Bar bar)
    {
        var number = _slots is null ? 0 : FindAtOrBefore(_slots, bar.StartNanos);
        if (number == 0)
        {
            return;
        }

        ref var slot = ref _slots!.Items[number & _slots.Mask];
        if (slot.Bar.StartNanos == bar.StartNanos)
        {
            Begin(ref slot);
            slot.Bar = bar;
            End(ref slot);
        }
    }

    /// <summary>Copies the newest bars, oldest first, as many as there is room for. Any thread.</summary>
    /// <returns>How many.</returns>
    public int Read(Span<Bar> destination)
    {
        var spinner = default(SpinWait);
        for (var attempt = 1; ; attempt++)
        {
            var slots = Volatile.Read(ref _slots); // Acquire: pairs with the release in Grow.
            if (slots is null)
            {
                return 0;
            }

            var shifts = Volatile.Read(ref slots.Shifts); // Acquire: the bars read next are at least as new.
            var count = Copy(slots, destination);
            Volatile.ReadBarrier(); // The copy is done before the shifts are looked at again.
            if (((shifts & 1) == 0 && Volatile.Read(ref slots.Shifts) == shifts) || attempt == MaxReads)
            {
                return count;
            }

            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    // From the newest on back: a slot that was overwritten meanwhile holds a newer bar, and what is older than it is gone as well.
    private int Copy(Slots slots, Span<Bar> destination)
    {
        var newest = Volatile.Read(ref slots.Newest); // Acquire: the slot is at least as new.
        var oldest = Math.Max(slots.Oldest, newest - _maxBars + 1);
        var room = destination.Length;
        var before = long.MaxValue;
        for (var number = newest; number >= oldest && room > 0; number--)
        {
            var bar = CopyOne(ref slots.Items[number & slots.Mask]);
            if (bar.StartNanos >= before)
            {
                break;
            }

            before = bar.StartNanos;
            if (!bar.IsEmpty)
            {
                destination[--room] = bar;
            }
        }

        destination[room..].CopyTo(destination);
        return destination.Length - room;
    }

    private static Bar CopyOne(ref Slot slot)
    {
        var spinner = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref slot.Version); // Acquire: the copy below is at least as new.
            var bar = slot.Bar;
            Volatile.ReadBarrier(); // The copy is done before the version is looked at again.
            if ((version & 1) == 0 && Volatile.Read(ref slot.Version) == version)
            {
                return bar;
            }

            // Yields, but never sleeps a millisecond: a bar is changed in nanoseconds unless its writer was preempted.
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Begin(ref Slot slot)
    {
        Volatile.Write(ref slot.Version, slot.Version + 1);
        Volatile.WriteBarrier(); // Readers see the slot void before they can see any byte of the change.
    }

    private static void End(ref Slot slot) => Volatile.Write(ref slot.Version, slot.Version + 1); // Release: the bar is whole.

    /// <summary>Number of the newest bar that begins at this time or before; 0: none that is held.</summary>
    private long FindAtOrBefore(Slots slots, long startNanos)
    {
        var low = OldestIn(slots) - 1;
        var high = slots.Newest;
        var oldest = low;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (slots.Items[middle & slots.Mask].Bar.StartNanos <= startNanos)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low == oldest ? 0 : low;
    }

    private long OldestIn(Slots slots) => Math.Max(slots.Oldest, slots.Newest - _maxBars + 1);

    private long StartOf(long timeNanos) => BarBook.StartOf(timeNanos, lengthNanos);

    /// <summary>A late trade begins a bar between others: the newer ones move up by one.</summary>
    private void Insert(long number, long start, in CountedTrade trade)
    {
        var slots = MakeRoom();
        Volatile.Write(ref slots.Shifts, slots.Shifts + 1);
        Volatile.WriteBarrier(); // Readers see that bars move before they can see one moved.
        for (var n = slots.Newest; n >= number; n--)
        {
            ref var to = ref slots.Items[(n + 1) & slots.Mask];
            Begin(ref to);
            to.Bar = slots.Items[n & slots.Mask].Bar;
            End(ref to);
        }

        ref var slot = ref slots.Items[number & slots.Mask];
        Begin(ref slot);
        slot.Bar = Bar.At(start);
        slot.Bar.Add(trade);
        End(ref slot);
        Volatile.Write(ref slots.Newest, slots.Newest + 1); // Release: as in Append.
        Volatile.Write(ref slots.Shifts, slots.Shifts + 1); // Release: every bar is in its place.
    }

    private Slots MakeRoom()
    {
        var slots = _slots!;
        var held = slots.Newest - OldestIn(slots) + 1;
        return held < slots.Items.Length || slots.Items.Length >= _maxBars ? slots : Grow();
    }

    // Readers of the old slots find them as they were.
    private Slots Grow()
    {
        var old = _slots;
        var capacity = old is null ? Math.Min(InitialBars, (int)BitOperations.RoundUpToPowerOf2((uint)_maxBars)) : old.Items.Length * 2;
        var slots = new Slots(capacity, old?.Newest ?? 0, old is null ? 1 : OldestIn(old));
        for (var number = slots.Oldest; old is not null && number <= old.Newest; number++)
        {
            slots.Items[number & slots.Mask].Bar = old.Items[number & old.Mask].Bar;
        }

        Volatile.Write(ref _slots, slots); // Release: the copied slots are whole.
        return slots;
    }

    private sealed class Slots(int capacity, long newest, long oldest)
    {
        public readonly Slot[] Items = new Slot[capacity];
        public readonly long Mask = capacity - 1;

        /// <summary>Number of the oldest bar that these slots were made with.</summary>
        public readonly long Oldest = oldest;

        /// <summary>Number of the newest bar: 1, 2, 3... 0: none yet.</summary>
        public long Newest = newest;

        /// <summary>Odd while bars move up to make room between others.</summary>
        public long Shifts;
    }

    private struct Slot
    {
        /// <summary>Odd while the bar is being changed.</summary>
        public long Version;
        public Bar Bar;
    }
}
