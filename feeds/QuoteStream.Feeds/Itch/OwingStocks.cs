namespace QuoteStream.Feeds.Itch;

/// <summary>The stocks that owe a tick, in the order in which they came to; each at most once.</summary>
/// <remarks>Hot path. Allocates nothing; can hold all that there are. One thread at a time.</remarks>
internal sealed class OwingStocks
{
    // A locate code has two bytes: the ring's positions wrap as ushort, and each stock fits once.
    private readonly ListedStock?[] _ring = new ListedStock?[ushort.MaxValue + 1];
    private ushort _first;
    private int _count;

    /// <param name="tick">Owed from now on, if it was not before.</param>
    public void Add(ListedStock stock, OwedTicks tick, ulong timeNanos)
    {
        if (stock.Owes == OwedTicks.None)
        {
            _ring[(ushort)(_first + _count)] = stock;
            _count++;
        }

        stock.Owes |= tick;
        stock.OwedTimeNanos = timeNanos;
    }

    /// <summary>The stock that owes longest; null when none does. It stays first until <see cref="Settle"/>.</summary>
    public ListedStock? First => _count == 0 ? null : _ring[_first];

    /// <summary>The first stock has paid this; if it owes more, it stands last now.</summary>
    public void Settle(OwedTicks tick)
    {
        ListedStock stock = _ring[_first]!;
        _first++;
        _count--;
        stock.Owes &= ~tick;
        if (stock.Owes != OwedTicks.None)
        {
            _ring[(ushort)(_first + _count)] = stock;
            _count++;
        }
    }

    public void Clear()
    {
        Array.Clear(_ring);
        _count = 0;
    }
}
