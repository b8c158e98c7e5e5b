namespace QuoteStream.Feeds.Dbn;

/// <summary>Which symbol a number of an instrument is at which time.</summary>
/// <remarks>Hot path: <see cref="Of"/>, once per record; nothing is allocated. One thread at a time.</remarks>
internal sealed class DbnSymbols
{
    // More than any dataset has, options included, would take a gigabyte: beyond it, instruments have no name and are counted.
    private const int MaxInstruments = 4_000_000;

    // A name for each trading day of ten years: what is beyond it is not looked at. Bounds what adding one and finding one takes.
    private const int MaxIntervals = 2_600;

    private readonly Dictionary<uint, List<Interval>> _byDay = [];

    // What records said since: of the file's own time, and so before what the metadata say of the day.
    private readonly Dictionary<uint, byte[]> _told = [];

    private uint _lastId;
    private Interval _last;

    /// <summary>Empty: nobody said.</summary>
    /// <param name="timeNanos">Nanoseconds since the Unix epoch.</param>
    public ReadOnlySpan<byte> Of(uint instrument, ulong timeNanos)
    {
        if (instrument == _lastId && timeNanos >= _last.StartNanos && timeNanos < _last.EndNanos)
        {
            return _last.Symbol;
        }

        return Find(instrument, timeNanos);
    }

    /// <summary>From the start's day on, before the end's.</summary>
    public void Map(uint instrument, ReadOnlySpan<byte> symbol, ulong startNanos, ulong endNanos)
    {
        if (!_byDay.TryGetValue(instrument, out List<Interval>? intervals))
        {
            if (_byDay.Count == MaxInstruments)
            {
                return;
            }

            // Most have one name for all of a file's days.
            _byDay.Add(instrument, intervals = new List<Interval>(1));
        }

        if (intervals.Count < MaxIntervals)
        {
            intervals.Add(new Interval(startNanos, endNanos, symbol.ToArray()));
        }
    }

    /// <summary>From now on.</summary>
    public void Tell(uint instrument, ReadOnlySpan<byte> symbol)
    {
        bool isThere = _told.TryGetValue(instrument, out byte[]? told);
        if (symbol.IsEmpty || (isThere && symbol.SequenceEqual(told)) || (!isThere && _told.Count == MaxInstruments))
        {
            return;
        }

        _told[instrument] = symbol.ToArray();
        _last = default;
    }

    private ReadOnlySpan<byte> Find(uint instrument, ulong timeNanos)
    {
        if (_told.TryGetValue(instrument, out byte[]? told))
        {
            (_lastId, _last) = (instrument, new Interval(0, ulong.MaxValue, told));
            return told;
        }

        if (_byDay.TryGetValue(instrument, out List<Interval>? intervals))
        {
            foreach (Interval interval in intervals)
            {
                if (timeNanos >= interval.StartNanos && timeNanos < interval.EndNanos)
                {
                    (_lastId, _last) = (instrument, interval);
                    return interval.Symbol;
                }
            }
        }

        return default;
    }

    private readonly record struct Interval(ulong StartNanos, ulong EndNanos, byte[] Symbol);
}
