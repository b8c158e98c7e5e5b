using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>One provider: its open lines, its numbered session, its counters.</summary>
/// <remarks>Any number of threads.</remarks>
public sealed class ProviderFeed
{
    private readonly Lock _gate = new();

    // Taken first of all. A feed that goes down is marked whole before the next line opens: what that one brings is live.
    private readonly Lock _comingAndGoing = new();
    private readonly List<FeedLine> _lines = [];
    private readonly HashSet<string> _lineNames = new(StringComparer.Ordinal);
    private readonly TickCounts _closedLines = new();

    // Closed while something of theirs is held: they count on. At most as many as a session holds runs.
    private readonly List<FeedLine> _settlingLines = [];
    private volatile NumberedSession? _session;
    private NumberedSession? _previousSession;

    // As last looked at. A line that is heard of again, or turns out to be of a session that is over, tells nobody.
    private bool _isKnownUp;

    internal ProviderFeed(FeedHandler handler, string name, int index)
    {
        Handler = handler;
        Name = name;
        Index = index;
    }

    public string Name { get; }

    public int Index { get; }

    /// <summary>Whether a line is open, not silent, and not of a session that is over.</summary>
    public bool IsUp
    {
        get
        {
            lock (_gate)
            {
                return HasLine();
            }
        }
    }

    /// <summary>The newest venue stamp of the lines that are open: nanoseconds since the Unix epoch; 0: none.</summary>
    internal long NewestVenueTimeNanos
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count == 0 ? 0 : _lines.Max(line => line.Normalizer.NewestVenueTimeNanos);
            }
        }
    }

    internal FeedHandler Handler { get; }

    internal NumberedSession? Session => _session;

    /// <summary>Each line ever opened ("A", "B" or empty), and whether it is open now, not silent, and not of a session that is over.</summary>
    public IReadOnlyList<(string Line, bool IsUp)> GetLines()
    {
        lock (_gate)
        {
            return [.. _lineNames.Select(name => (name, _lines.Exists(line => line.Terms.Line == name && IsHeard(line))))];
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

    internal FeedLine OpenLine(FeedTerms terms)
    {
        lock (_comingAndGoing)
        {
            FeedLine line;
            NumberedSession? before;
            lock (_gate)
            {
                before = _session;
                line = new FeedLine(this, FindSession(terms.SessionId), terms);
                _lines.Add(line);
                _lineNames.Add(terms.Line);
                _isKnownUp = true;
            }

            if (before is not null && before != _session)
            {
                // What the old session still holds came before the new one, and nobody will fill its holes.
                before.GiveUpAll();
            }

            return line;
        }
    }

    internal void CloseLine(FeedLine line)
    {
        lock (_comingAndGoing)
        {
            if (Remove(line))
            {
                GoDown();
            }
        }
    }

    /// <summary>Takes lines that are silent for closed, until their next message.</summary>
    internal void NoticeSilence()
    {
        lock (_comingAndGoing)
        {
            bool isDown;
            lock (_gate)
            {
                var wasUp = _isKnownUp || HasLine();
                foreach (var line in _lines)
                {
                    line.Pulse.TryFallSilent(Handler.Options.HeartbeatInterval);
                }

                _isKnownUp = HasLine();
                isDown = wasUp && !_isKnownUp;
            }

            if (isDown)
            {
                GoDown();
            }
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

    /// <returns>Whether the feed is down with it, or was before: what it brought meanwhile, heard of or not, is live no more.</returns>
    private bool Remove(FeedLine line)
    {
        // Behind the session's gate nobody releases ticks of the line, and its counts stand still.
        lock (line.Session.Gate)
        {
            lock (_gate)
            {
                if (!_lines.Remove(line))
                {
                    return false;
                }

                Handler.Symbols.Tide.Close(line.Tide);
                if (line.Held > 0)
                {
                    _settlingLines.Add(line);
                }
                else
                {
                    _closedLines.Add(line.Counts);
                }

                _isKnownUp = HasLine();
                return !_isKnownUp;
            }
        }
    }

    private void GoDown()
    {
        // No line is left to fill a hole. Later, what is held would make symbols of a feed that is down look live.
        _session!.GiveUpAll();
        MarkSymbolsStale(StaleReason.FeedDown);
    }

    private bool HasLine() => _lines.Exists(IsHeard);

    // What a line of a session that is over numbers is dropped: it keeps nothing live.
    private static bool IsHeard(FeedLine line) => !line.Pulse.IsSilent && !(line.IsNumbered && line.IsSuperseded);

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

    /// <summary>Marks what comes from this provider stale, each symbol until the provider's next tick of it.</summary>
    internal void MarkSymbolsStale(StaleReason reason)
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

    /// <inheritdoc cref="MarkSymbolsStale(StaleReason)"/>
    /// <param name="tide">Number of the batch that does it.</param>
    /// <remarks>A gap costs as much as there are symbols that the provider has ticked since it was last marked.</remarks>
    internal void MarkSymbolsStale(StaleReason reason, long tide)
    {
        var live = Handler.Symbols.Live.Take(Index);
        var symbols = Handler.Symbols.Snapshot();
        if (reason != StaleReason.FeedDown)
        {
            foreach (var symbol in live)
            {
                MarkStale(symbols[symbol], reason, tide);
            }

            return;
        }

        // Those too that a gap has marked before: a feed that is down is worse.
        foreach (var channel in symbols)
        {
            if (channel.Providers.Contains(Index))
            {
                MarkStale(channel, reason, tide);
            }
        }
    }

    private void MarkStale(SymbolChannel channel, StaleReason reason, long tide)
    {
        var kinds = ChangeKinds.None;
        try
        {
            kinds = channel.Enter().MarkStale(Index, reason, UnixNanos.Now(Handler.Time), tide);
        }
        finally
        {
            channel.Exit(kinds);
        }
    }
}
