using System.Diagnostics;

namespace QuoteStream.Feeds.Itch.Books;

/// <summary>One side of one stock's book: its price levels from the worst to the best.</summary>
/// <remarks>
/// Hot path. An array with the best level last: what happens, happens near the best price, so that a search from the end finds it within a
/// cache line or two, and a level that comes or goes moves few others. A key grows with how good a price is, which makes both sides alike.
/// Allocates only where it doubles. One thread at a time.
/// </remarks>
internal struct BookSide
{
    /// <summary>
    /// The most levels: several times those of the deepest books. A hostile file must not make each insertion move megabytes.
    /// </summary>
    public const int MaxLevels = 1 << 15;

    // Of most stocks the last dozen levels are all that ever moves.
    private const int InitialLevels = 16;

    // Steps from the best level before the rest is halved: two cache lines.
    private const int LinearSteps = 16;

    private Point[]? _points;
    private int _count;

    public readonly int Count => _count;

    public readonly bool IsFull => _count >= MaxLevels;

    /// <summary>The level with the best price; -1 when the side is empty.</summary>
    public readonly int BestLevel => _count == 0 ? -1 : _points![_count - 1].Level;

    /// <summary>The level at a place: 0 is the best.</summary>
    public readonly int LevelAt(int depth) => _points![_count - 1 - depth].Level;

    /// <summary>Finds a price. False when it has no level: <paramref name="place"/> is then where it would go.</summary>
    public readonly bool TryFind(uint key, out int place)
    {
        Point[]? points = _points;
        int floor = Math.Max(0, _count - LinearSteps);
        for (place = _count - 1; place >= floor; place--)
        {
            uint found = points![place].Key;
            if (found <= key)
            {
                if (found == key)
                {
                    return true;
                }

                place++;
                return false;
            }
        }

        return TryFindDeep(key, floor, out place);
    }

    public readonly int LevelOf(int place) => _points![place].Level;

    /// <param name="place">As <see cref="TryFind"/> told.</param>
    public void Insert(int place, uint key, int level)
    {
        Debug.Assert(!IsFull, "Asked before.");
        if (_points is null || _count == _points.Length)
        {
            Array.Resize(ref _points, _points is null ? InitialLevels : _count * 2);
        }

        if (place < _count)
        {
            Array.Copy(_points, place, _points, place + 1, _count - place);
        }

        _points[place] = new Point(key, level);
        _count++;
    }

    public void Remove(uint key)
    {
        bool isThere = TryFind(key, out int place);
        Debug.Assert(isThere, "A level that has orders is in its side.");
        _count--;
        if (place < _count)
        {
            Array.Copy(_points!, place + 1, _points!, place, _count - place);
        }
    }

    /// <summary>Forgets all levels; the memory stays.</summary>
    public void Clear() => _count = 0;

    private readonly bool TryFindDeep(uint key, int end, out int place)
    {
        int low = 0;
        int high = end - 1;
        while (low <= high)
        {
            place = (int)((uint)(low + high) >> 1);
            uint found = _points![place].Key;
            if (found == key)
            {
                return true;
            }

            if (found < key)
            {
                low = place + 1;
            }
            else
            {
                high = place - 1;
            }
        }

        place = low;
        return false;
    }

    private readonly record struct Point(uint Key, int Level);
}
