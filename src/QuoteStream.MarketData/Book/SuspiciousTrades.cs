using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>The newest of a symbol's trades whose suspicious price waits to be confirmed.</summary>
/// <remarks>One writer at a time. A price that had to make room for newer ones is not confirmed any more.</remarks>
internal sealed class SuspiciousTrades
{
    /// <summary>The second trade at a new price usually comes next; a feed that prints nothing but nonsense must not make more to remember.</summary>
    public const int MaxWaiting = 8;

    private Waiting _trades;

    public int Count { get; private set; }

    /// <summary>The oldest is 0.</summary>
    public Price PriceOf(int i) => _trades[i].Price;

    /// <inheritdoc cref="PriceOf"/>
    public long PlaceOf(int i) => _trades[i].Place;

    public void Add(Price price, long place)
    {
        if (Count == MaxWaiting)
        {
            RemoveAt(0);
        }

        _trades[Count++] = (price, place);
    }

    public void RemoveAt(int i)
    {
        Span<(Price, long)> trades = _trades;
        trades[(i + 1)..Count].CopyTo(trades[i..]);
        Count--;
    }

    /// <summary>Forgets the trade at this place, if it waits.</summary>
    public void Remove(long place)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_trades[i].Place == place)
            {
                RemoveAt(i);
            }
        }
    }

    public void Clear() => Count = 0;

    [InlineArray(MaxWaiting)]
    private struct Waiting
    {
        private (Price Price, long Place) _first;
    }
}
