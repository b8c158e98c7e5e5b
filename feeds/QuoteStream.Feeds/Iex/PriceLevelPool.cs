using System.Numerics;

namespace QuoteStream.Feeds.Iex;

/// <summary>Lends the books of one feed the arrays of their levels, so that growing books leave no garbage. One thread at a time.</summary>
internal sealed class PriceLevelPool
{
    // The least that is lent: most symbols have a few levels a side.
    private const int LeastLevels = 8;

    // Of all books together: 64 MB, and several times the levels of all symbols that a venue lists. A file with more is damaged or hostile.
    private const int MaxLentLevels = 4 * 1024 * 1024;

    private readonly Stack<PriceLevel[]>[] _free = [.. Enumerable.Range(0, 32).Select(_ => new Stack<PriceLevel[]>())];
    private int _lentLevels;

    /// <param name="levels">At least so many: a power of two, or 0.</param>
    /// <returns>False when all books together hold as much as they may.</returns>
    public bool TryRent(int levels, out PriceLevel[] array)
    {
        int length = Math.Max(levels, LeastLevels);
        if (_lentLevels + length > MaxLentLevels)
        {
            array = [];
            return false;
        }

        _lentLevels += length;
        array = _free[BitOperations.Log2((uint)length)].TryPop(out PriceLevel[]? free) ? free : new PriceLevel[length];
        return true;
    }

    public void Return(PriceLevel[] array)
    {
        if (array.Length > 0)
        {
            _lentLevels -= array.Length;
            _free[BitOperations.Log2((uint)array.Length)].Push(array);
        }
    }
}
