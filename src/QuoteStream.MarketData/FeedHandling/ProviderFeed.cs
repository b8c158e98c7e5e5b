using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>One provider: its open lines, its numbered session, its counters.</summary>
/// <remarks>Any number of threads.</remarks>
public sealed class ProviderFeed
{
    private readonly Lock _gate = new();
    private readonly List<FeedLine> _lines = [];
    private readonly HashSet<string> _lineNames = new(StringComparer.Ordinal);
    private readonly TickCounts _closedLines = new();

    // Closed while something of theirs is held: they count on. At most as many as a session holds runs.
    private readonly List<FeedLine> _settlingLines = [];
    private volatile NumberedSession? _session;
    private NumberedSession? _previousSession;

    internal ProviderFeed(FeedHandler handler, string name, int index)
    {
        Handler = handler;
        Name = name;
        Index = index;
    }

    public string Name { get; }

    public int Index { get; }

    public bool IsUp
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count > 0;
            }
        }
    }

    internal FeedHandler Handler { get; }

    internal NumberedSession? Session => _session;

    /// <summary>Each line ever opened ("A", "B" or empty), and whether it is open now.</summary>
    public IReadOnlyList<(string Line, bool IsUp)> GetLines()
    {
        lock (_gate)
        {
            return [.. _lineNames.Select(name => (name, _lines.Exists(line => line.Terms.Line == name)))];
        }
    }

    /// <summary>Totals over all lines, open and closed.</summary>
    public TickCounts CountTicks()
    {
        var sum = new TickCounts();
        lock (_gate)
        {
            sum.Add(_closedLines);
            foreach (var line in _lines)
            {
                sum.Add(line.Counts);
            }

            foreach (var line in _settlingLines)
            {
                sum.Add(line.Counts);
            }
        }

        return sum;
    }

    /// <summary>One at a time.</summary>
    internal FeedLine OpenLine(FeedTerms terms)
    {
        FeedLine line;
        NumberedSession? before;
        lock (_gate)
        {
            before = _session;
            line = new FeedLine(this, FindSession(terms.SessionId), terms);
            _lines.Add(line);
            _lineNames.Add(terms.Line);
        }

        if (before is not null && before != _session)
        {
            // What the old session still holds came before the new one, and nobody will fill its holes.
            before.GiveUpAll();
        }

        return line;
    }

    internal void CloseLine(FeedLine line)
    {
        bool isDown;

        // Behind the session's gate nobody releases ticks of the line, and its counts stand still.
        lock (line.Session.Gate)
        {
            lock (_gate)
            {
                if (!_lines.Remove(line))
                {
                    return;
                }

                Handler.Symbols.Tide.Close(line.Tide);
                isDown = _lines.Count == 0;
                if (line.Held > 0)
                {
                    _settlingLines.Add(line);
                }
                else
                {
                    _closedLines.Add(line.Counts);
                }
            }
        }

        if (isDown)
        {
            // No line is left to fill a hole. Later, what is held would make symbols of a feed that is down look live.
            _session!.GiveUpAll();
            MarkSymbolsStale(StaleReason.FeedDown);
        }
    }

    /// <summary>Counts a gap and tells it to the line whose tick follows it, or, when that one is closed, to another of the session.</summary>
    internal void NoteGap(FeedLine follower, in SequenceGap gap)
    {
        lock (_gate)
        {
            var told = _lines.Contains(follower) ? follower : _lines.Find(line => line.Session == follower.Session);
            if (told is null)
            {
                _closedLines.CountGap(gap);
            }
            else
            {
                told.NoteGap(gap);
            }
        }
    }

    /// <summary>What was held of a line is settled. Behind the session's gate.</summary>
    internal void NoteReleased(FeedLine line, int entries)
    {
        line.NoteReleased(entries);
        if (line.Held > 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_settlingLines.Remove(line))
            {
                _closedLines.Add(line.Counts);
            }
        }
    }

    /// <summary>Marks this provider's symbols as part of a batch.</summary>
    /// <param name="tide">The batch's number.</param>
    internal void MarkSymbolsStale(StaleReason reason, long tide)
    {
        foreach (var channel in Handler.Symbols.Snapshot())
        {
            MarkStale(channel, reason, tide);
        }
    }

    // A line that comes back to a session while lines of a newer one are open is late: what it brings is ignored, not a third numbering.
    private NumberedSession FindSession(string id)
    {
        if (_session is { } current)
        {
            if (current.Id == id)
            {
                return current;
            }

            if (_previousSession?.Id == id && _lines.Exists(line => line.Session == current))
            {
                return _previousSession;
            }
        }

        _previousSession = _session;
        return _session = new NumberedSession(this, id);
    }

    private void MarkSymbolsStale(StaleReason reason)
    {
        var clock = Handler.Symbols.Tide;
        var slot = clock.Open();
        var tide = slot.Begin();
        try
        {
            MarkSymbolsStale(reason, tide);
        }
        finally
        {
            slot.End();
            clock.Close(slot);
        }
    }

    private void MarkStale(SymbolChannel channel, StaleReason reason, long tide)
    {
        var kinds = ChangeKinds.None;
        try
        {
            var book = channel.Enter();
            kinds = book.Provider == Index ? book.SetStale(reason, UnixNanos.Now(Handler.Time), tide) : ChangeKinds.None;
        }
        finally
        {
            channel.Exit(kinds);
        }
    }
}
