namespace QuoteStream.MarketData.Book;

/// <summary>Which prints of a tape no longer stand, and what stands in their place.</summary>
/// <remarks>One writer at a time. Empty for most symbols, so nothing is made before the first correction.</remarks>
internal sealed class TradeReplacements
{
    /// <summary>As many as the largest tape holds: what fell off the tape needs no entry.</summary>
    private const int MaxEntries = 4096;

    private Dictionary<long, long>? _byNumber;

    public bool Contains(long number) => _byNumber is not null && _byNumber.ContainsKey(number);

    /// <param name="by">0: taken back without replacement.</param>
    /// <param name="oldestHeld">Entries of older prints are dropped when room is needed.</param>
    public void Add(long number, long by, long oldestHeld)
    {
        _byNumber ??= [];
        if (_byNumber.Count >= MaxEntries)
        {
            foreach (var old in _byNumber.Keys.Where(n => n < oldestHeld).ToArray())
            {
                _byNumber.Remove(old);
            }
        }

        _byNumber[number] = by;
    }

    /// <summary>Finds what stands in a print's place, itself if nothing does; false when it was taken back.</summary>
    public bool TryFollow(long number, out long standing)
    {
        standing = number;
        while (_byNumber is not null && _byNumber.TryGetValue(standing, out var by))
        {
            standing = by;
        }

        return standing != 0;
    }
}
