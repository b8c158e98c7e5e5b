using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>Venues that the best bid or offer leaves out because their quotes are stale, kept in place.</summary>
/// <remarks>Unmanaged, so that readers copy it whole.</remarks>
public struct StaleVenues
{
    /// <summary>More than the US exchanges that quote at all; what is left out beyond it is not named.</summary>
    public const int MaxCount = 24;

    private Buffer _venues;
    private byte _count;

    public readonly int Count => _count;

    public readonly Mic this[int index] => new(((ReadOnlySpan<uint>)_venues)[.._count][index]);

    internal void Add(Mic venue)
    {
        if (_count < MaxCount)
        {
            _venues[_count++] = venue.Code;
        }
    }

    [InlineArray(MaxCount)]
    private struct Buffer
    {
        private uint _first;
    }
}
