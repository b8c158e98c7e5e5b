using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuoteStream.Feeds.Itch.Books;

/// <summary>The price levels of all books, in one array, used again and again.</summary>
/// <remarks>
/// Hot path. Allocates only where it doubles. Bounded by <see cref="OrderTable.MaxOrders"/>, for a level has an order at least. A reference
/// into the pool is good until the next level is rented. One thread at a time.
/// </remarks>
internal sealed class LevelPool
{
    private const int None = -1;

    // A thousand stocks' usual number of levels.
    private const int InitialLevels = 1 << 16;

    private PriceLevel[] _levels = new PriceLevel[InitialLevels];
    private int _used;
    private int _free = None;

    /// <param name="level">As rented, and not returned.</param>
    public ref PriceLevel this[int level]
    {
        // Levels are numbers that the pool gave out itself.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_levels), level);
    }

    /// <summary>An empty level of that price.</summary>
    public int Rent(uint price, int side)
    {
        int level = _free;
        if (level != None)
        {
            _free = _levels[level].Side;
        }
        else
        {
            level = _used++;
            if (level == _levels.Length)
            {
                Array.Resize(ref _levels, _levels.Length * 2);
            }
        }

        _levels[level] = new PriceLevel { Price = price, Side = side };
        return level;
    }

    public void Return(int level)
    {
        _levels[level].Side = _free;
        _free = level;
    }

    /// <summary>Takes all levels back.</summary>
    public void Clear()
    {
        _used = 0;
        _free = None;
    }
}
