using System.Diagnostics;

namespace QuoteStream.Feeds.Iex;

/// <summary>One side of a book: sizes by price, sorted, the best last.</summary>
/// <remarks>Hot path: a change moves only the levels that are better. Allocates only when the pool has no larger array.</remarks>
internal sealed class PriceLevels(PriceLevelPool pool, bool isBuy)
{
    /// <summary>
    /// More than a symbol has on a venue by far, some hundred: a file with more is damaged or hostile. Bounds what a change has to move.
    /// </summary>
    public const int MaxLevels = 8 * 1024;

    private PriceLevel[] _levels = [];

    public int Count { get; private set; }

    /// <param name="size">0: the level is gone.</param>
    /// <returns>False when there is no room for another price: then the worst was given up, this one if it is.</returns>
    public bool TrySet(long price, uint size)
    {
        long rank = RankOf(price);
        int at = Find(rank);
        bool isThere = at < Count && _levels[at].Rank == rank;
        if (size == 0)
        {
            if (isThere)
            {
                _levels.AsSpan(at + 1, Count - at - 1).CopyTo(_levels.AsSpan(at));
                Count--;
            }

            return true;
        }

        if (isThere)
        {
            _levels[at].Size = size;
            return true;
        }

        return TryInsert(at, new PriceLevel { Rank = rank, Size = size });
    }

    /// <summary>All zero when the side is empty.</summary>
    public void Best(out long price, out uint size)
    {
        if (Count == 0)
        {
            (price, size) = (0, 0);
            return;
        }

        ref readonly PriceLevel best = ref _levels[Count - 1];
        (price, size) = (isBuy ? best.Rank : ~best.Rank, best.Size);
    }

    public void Clear()
    {
        pool.Return(_levels);
        _levels = [];
        Count = 0;
    }

    // The complement turns the order of all numbers round, where the negative has none of the smallest.
    private long RankOf(long price) => isBuy ? price : ~price;

    /// <summary>Where the rank is, or belongs.</summary>
    private int Find(long rank)
    {
        int start = 0;
        int end = Count;
        while (start < end)
        {
            int middle = (start + end) / 2;
            if (_levels[middle].Rank < rank)
            {
                start = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return start;
    }

    private bool TryInsert(int at, PriceLevel level)
    {
        bool isFull = Count == _levels.Length && !TryGrow();
        if (isFull)
        {
            if (at == 0)
            {
                return false;
            }

            // The worst price makes room: it is the last that anybody asks for.
            _levels.AsSpan(1, at - 1).CopyTo(_levels);
            _levels[at - 1] = level;
            return false;
        }

        _levels.AsSpan(at, Count - at).CopyTo(_levels.AsSpan(at + 1));
        _levels[at] = level;
        Count++;
        return true;
    }

    private bool TryGrow()
    {
        Debug.Assert(Count == _levels.Length, "There is room.");
        if (_levels.Length == MaxLevels || !pool.TryRent(_levels.Length * 2, out PriceLevel[] larger))
        {
            return false;
        }

        _levels.CopyTo(larger, 0);
        pool.Return(_levels);
        _levels = larger;
        return true;
    }
}
