using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuoteStream.Feeds.Itch.Books;

/// <summary>The resting orders by their reference number.</summary>
/// <remarks>
/// Hot path: most messages of a feed look an order up, and of a whole market the table is too large for the processor's caches, so what
/// counts is how many cache lines a look-up touches. Open addressing with linear probing, nothing deleted but moved up; at most half full.
/// Neighbouring references, which a venue gives out one after another, share a line of four. Allocates only where it doubles. A reference
/// into the table is good until the next order is added or removed. One thread at a time.
/// </remarks>
/// <param name="maxOrders">More are refused; at most <see cref="MaxOrders"/>.</param>
internal sealed class OrderTable(int maxOrders = OrderTable.MaxOrders)
{
    /// <summary>Several times what rests on all books of a venue at once (two to three million): more can only be a hostile file.</summary>
    public const int MaxOrders = 1 << 24;

    // 1 MiB: as much as a second-level cache holds. A venue's day doubles it half a dozen times, and then no more.
    private const int InitialSlots = 1 << 16;

    private const int LineBits = 2;
    private const ulong LineMask = (1 << LineBits) - 1;

    // The golden ratio of 64 bits: breaks the even steps of a venue's numbers up.
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    // Another in each process, so that nobody can write a file whose references all collide: with a random odd factor, any two collide
    // as rarely as by chance (multiply-shift hashing, Dietzfelbinger and others, 1997).
    private static readonly ulong Multiplier = (ulong)Random.Shared.NextInt64() | 1;

    private RestingOrder[] _slots = new RestingOrder[InitialSlots];
    private int _mask = InitialSlots - 1;
    private int _shift = ShiftOf(InitialSlots);

    public int Count { get; private set; }

    public bool IsFull => Count >= maxOrders;

    /// <summary>The order's slot; a null reference when there is no such order.</summary>
    public ref RestingOrder Find(ulong reference)
    {
        ref RestingOrder slot = ref Probe(reference);
        return ref slot.Shares != 0 ? ref slot : ref Unsafe.NullRef<RestingOrder>();
    }

    /// <summary>Adds an order. False, and nothing done, when there is one of that number.</summary>
    /// <param name="shares">Above 0.</param>
    public bool TryAdd(ulong reference, uint shares, int level)
    {
        Debug.Assert(!IsFull && shares > 0, "Asked before.");
        ref RestingOrder slot = ref Probe(reference);
        if (slot.Shares != 0)
        {
            return false;
        }

        slot.Reference = reference;
        slot.Shares = shares;
        slot.Level = level;
        Count++;
        if (Count > _slots.Length / 2)
        {
            Double();
        }

        return true;
    }

    /// <summary>Takes an order out that was just found; what was probed past it moves up.</summary>
    public void Remove(ref RestingOrder order)
    {
        ref RestingOrder first = ref MemoryMarshal.GetArrayDataReference(_slots);
        int hole = (int)(Unsafe.ByteOffset(ref first, ref order) / Unsafe.SizeOf<RestingOrder>());
        for (int next = (hole + 1) & _mask; true; next = (next + 1) & _mask)
        {
            ref RestingOrder candidate = ref Unsafe.Add(ref first, next);
            if (candidate.Shares == 0)
            {
                break;
            }

            int distance = (next - Home(candidate.Reference)) & _mask;
            if (distance >= ((next - hole) & _mask))
            {
                Unsafe.Add(ref first, hole) = candidate;
                hole = next;
            }
        }

        Unsafe.Add(ref first, hole) = default;
        Count--;
    }

    /// <summary>Forgets all orders; the table keeps its size.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    private static int ShiftOf(int slots) => 64 - (int.Log2(slots) - LineBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(ulong reference)
    {
        ulong mixed = (reference >> LineBits) * GoldenRatio;
        mixed ^= mixed >> 32;
        return ((int)((mixed * Multiplier) >> _shift) << LineBits) | (int)(reference & LineMask);
    }

    /// <summary>Its slot, or the free one where it would go: there always is one, for the table is never full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RestingOrder Probe(ulong reference)
    {
        // Masked positions cannot lie outside.
        ref RestingOrder first = ref MemoryMarshal.GetArrayDataReference(_slots);
        int position = Home(reference);
        while (true)
        {
            ref RestingOrder slot = ref Unsafe.Add(ref first, position);
            if (slot.Reference == reference || slot.Shares == 0)
            {
                return ref slot;
            }

            position = (position + 1) & _mask;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Double()
    {
        RestingOrder[] smaller = _slots;
        _slots = new RestingOrder[smaller.Length * 2];
        _mask = _slots.Length - 1;
        _shift = ShiftOf(_slots.Length);
        foreach (ref RestingOrder order in smaller.AsSpan())
        {
            if (order.Shares != 0)
            {
                Probe(order.Reference) = order;
            }
        }
    }
}
