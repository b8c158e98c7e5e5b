namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Whether a line is still heard of: when its last message came, and how often it sends heartbeats.</summary>
/// <remarks>
/// Messages are noted by one thread at a time, silence by another. A line that has sent two heartbeats is held to them: it is silent after three
/// of its intervals without any message. Its interval is the longer of the last two, so that two heartbeats which arrive together do not count;
/// one that ticks made longer does only until there is one without any, as many providers send heartbeats only where they have no ticks.
/// </remarks>
internal sealed class LinePulse(TimeProvider time)
{
    /// <summary>Heartbeats that may be missing before a line is silent.</summary>
    private const int Missing = 3;

    private long _lastMessage = time.GetTimestamp();
    private long _lastHeartbeat;
    private long _latestInterval;
    private long _earlierInterval;
    private bool _hasHeartbeat;
    private bool _hasTicked;
    private bool _isMeasured;
    private bool _isSilent;

    /// <summary>Until its next message.</summary>
    public bool IsSilent => Volatile.Read(ref _isSilent); // Acquire: who finds it silent finds what was marked for it.

    /// <summary>Ticks, however many.</summary>
    /// <remarks>Hot path: once per message.</remarks>
    public void NoteTicks()
    {
        _hasTicked = true;
        NoteMessage(time.GetTimestamp());
    }

    public void NoteHeartbeat()
    {
        var now = time.GetTimestamp();
        var interval = now - _lastHeartbeat;
        if (_hasHeartbeat && (!_hasTicked || _latestInterval == 0 || interval < Interval))
        {
            // What ticks made longer bounds the interval only from above: the first one without any takes its place.
            var earlier = _hasTicked || _isMeasured ? _latestInterval : 0;
            _isMeasured |= !_hasTicked;

            // Written for the other thread, which may see one of them a moment late: the interval is an estimate anyhow.
            Volatile.Write(ref _earlierInterval, earlier);
            Volatile.Write(ref _latestInterval, Math.Max(interval, 1));
        }

        _lastHeartbeat = now;
        _hasHeartbeat = true;
        _hasTicked = false;
        NoteMessage(now);
    }

    /// <summary>Marks the line silent when it is due.</summary>
    /// <param name="shortest">The shortest interval that it is held to; zero: to none.</param>
    /// <returns>True once, until its next message.</returns>
    public bool TryFallSilent(TimeSpan shortest)
    {
        var last = Volatile.Read(ref _lastMessage); // Looked at again below.
        var interval = Interval;
        if (interval == 0 || shortest == TimeSpan.Zero || IsSilent)
        {
            return false;
        }

        var limit = Missing * Math.Max(time.GetElapsedTime(0, interval).Ticks, shortest.Ticks);
        if (time.GetElapsedTime(last).Ticks < limit)
        {
            return false;
        }

        // A full fence on both sides: either this sees the message that has just come, or that sees the line silent.
        Interlocked.Exchange(ref _isSilent, true);
        if (Volatile.Read(ref _lastMessage) == last)
        {
            return true;
        }

        Volatile.Write(ref _isSilent, false); // The message has come meanwhile: it has been heard.
        return false;
    }

    private long Interval => Math.Max(Volatile.Read(ref _latestInterval), Volatile.Read(ref _earlierInterval)); // As NoteHeartbeat wrote them.

    private void NoteMessage(long now)
    {
        Interlocked.Exchange(ref _lastMessage, now); // The other side of the fence above.
        if (_isSilent)
        {
            Volatile.Write(ref _isSilent, false); // Release: it is heard of before what its message brings is seen.
        }
    }
}
