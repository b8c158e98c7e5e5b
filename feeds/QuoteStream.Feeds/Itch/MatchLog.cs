namespace QuoteStream.Feeds.Itch;

/// <summary>Which stock each trade was of: a broken trade is told by its match number alone.</summary>
/// <remarks>
/// Hot path: once per trade; looked up only for a broken one. Match numbers rise as they come, so they are kept in order as they come, and
/// one that is a little late moves a few others. Ten bytes a trade; of a day with more trades than it holds the older half is forgotten.
/// One thread at a time.
/// </remarks>
/// <param name="maxTrades">As many as are remembered at most; a power of two.</param>
internal sealed class MatchLog(int maxTrades = MatchLog.MaxTrades)
{
    /// <summary>80 MiB at most. The busiest days have about twice as many trades, and trades are broken soon after.</summary>
    public const int MaxTrades = 1 << 23;

    /// <summary>How late a number may come: engines take turns, so it is a few at most. Bounds what a hostile file can make us move.</summary>
    public const int MaxLateness = 1024;

    private const int InitialTrades = 1 << 12;

    private ulong[] _matches = new ulong[InitialTrades];
    private ushort[] _stocks = new ushort[InitialTrades];
    private int _count;

    public void Add(ulong match, int stock)
    {
        if (_count == _matches.Length)
        {
            MakeRoom();
        }

        int place = _count;
        if (place > 0 && _matches[place - 1] >= match)
        {
            place = PlaceOfLate(match);
            if (place < 0)
            {
                return;
            }
        }

        _matches[place] = match;
        _stocks[place] = (ushort)stock;
        _count++;
    }

    /// <summary>False for a trade that is not known, or not any more.</summary>
    public bool TryFind(ulong match, out int stock)
    {
        int place = _matches.AsSpan(0, _count).BinarySearch(match);
        stock = place < 0 ? 0 : _stocks[place];
        return place >= 0;
    }

    public void Clear() => _count = 0;

    /// <summary>Makes a place for a number that is not the highest; -1 when it is there already, or comes too late.</summary>
    private int PlaceOfLate(ulong match)
    {
        int floor = Math.Max(0, _count - MaxLateness);
        int place = _matches.AsSpan(floor, _count - floor).BinarySearch(match);
        if (place >= 0 || (~place == 0 && floor > 0))
        {
            return -1;
        }

        place = floor + ~place;
        Array.Copy(_matches, place, _matches, place + 1, _count - place);
        Array.Copy(_stocks, place, _stocks, place + 1, _count - place);
        return place;
    }

    private void MakeRoom()
    {
        if (_count < maxTrades)
        {
            Array.Resize(ref _matches, _count * 2);
            Array.Resize(ref _stocks, _count * 2);
            return;
        }

        int half = _count / 2;
        Array.Copy(_matches, half, _matches, 0, _count - half);
        Array.Copy(_stocks, half, _stocks, 0, _count - half);
        _count -= half;
    }
}
