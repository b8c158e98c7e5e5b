using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Itch;

/// <summary>Reads MoldUDP64 out of the captures of one feed's lines, each message once.</summary>
/// <remarks>
/// The packets' sequence numbers are the messages' numbers. Of several lines the packet with the lowest number comes next, so that what one
/// line lost is taken from another before the books see it; numbers that were read before are skipped, for a book must not apply a message
/// twice, nor one that is late. Packets whose numbers are all 0, as when somebody made a sample anonymous, are read as they come, and their
/// messages have no numbers. One thread at a time.
/// </remarks>
internal sealed class MoldDecoder : ItchDecoder
{
    // Nobody sends that many messages in a day: a greater step is a damaged number, which must not make all that follows look late.
    private const ulong MostMissing = 1UL << 32;

    // So that what follows a number can always be counted.
    private const ulong HighestSequence = ulong.MaxValue - MostMissing;

    // A venue sends a heartbeat every second: after such a silence another session is the same feed's next, not a feed beside it.
    private const ulong SilenceNanos = 60_000_000_000;

    private readonly MoldLine[] _lines;
    private readonly DateOnly _firstDay;

    // The packet at hand: whose it is, where its next message begins, and how much is left of it.
    private MoldLine? _line;
    private int _position;
    private int _end;
    private int _messagesLeft;
    private ulong _nextNumber;

    // The message at hand, in the line's packet.
    private Range _message;

    private MoldSession? _session;
    private bool _sessionIsNew;
    private bool _sessionHasEnded;
    private bool _isFirstSession = true;
    private bool _isNumbered;
    private ulong _expectedNumber;
    private ulong _lastCaptureTimeNanos;
    private ulong _firstCaptureTimeNanos;

    /// <param name="captures">At least one; disposed with the feed.</param>
    /// <param name="day">Of the first session.</param>
    public MoldDecoder(IReadOnlyList<CaptureReader> captures, DateOnly day, string venue, bool skipTestSymbols = false)
        : base(venue, skipTestSymbols)
    {
        _lines = [.. captures.Select(c => new MoldLine(c, Counts))];
        _firstDay = day;
        BeginDay(day);
    }

    public override string SessionName => $"itch-{Venue.ToLowerInvariant()}-{_session ?? default}-{Day:yyyyMMdd}";

    public override string Format => $"{_lines[0].Capture.Format}, TotalView-ITCH 5.0 over MoldUDP64{(_lines.Length > 1 ? $", {_lines.Length} lines" : "")}";

    public override double ReadShare => _lines.Average(l => l.Capture.ReadShare);

    public override RecordingEnd Ending => _lines.Max(l => l.Capture.End);

    public override string? EndDetail => _lines.Select(l => l.Capture.EndDetail).FirstOrDefault(d => d is not null);

    public override bool TryRead()
    {
        do
        {
            while (_messagesLeft > 0 && TryTakeMessage())
            {
                ulong number = _nextNumber;
                _nextNumber += _isNumbered ? 1UL : 0;
                if (number < _expectedNumber)
                {
                    continue;
                }

                Number = number;
                _expectedNumber = _nextNumber;
                StartsSession = _sessionIsNew && !_isFirstSession;
                _isFirstSession = false;
                _sessionIsNew = false;
                NoteTime(_line!.Capture.Packet[_message]);
                return true;
            }
        }
        while (TryReadPacket());

        return false;
    }

    public override void Publish(TickSink ticks) => Apply(_line!.Capture.Packet[_message], ticks);

    public override void Describe(FeedFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Counts.Describe(figures, _lines.Sum(l => l.Capture.PacketCount));
    }

    protected override void Dispose(bool disposing)
    {
        foreach (MoldLine line in _lines)
        {
            line.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes the packet's next message. False, and the rest of the packet given up, when it is not there whole.</summary>
    private bool TryTakeMessage()
    {
        ReadOnlySpan<byte> packet = _line!.Capture.Packet;
        int start = _position + MoldPacket.LengthPrefixBytes;
        int length = start > _end ? 0 : BinaryPrimitives.ReadUInt16BigEndian(packet[_position..]);
        if (start > _end || length > _end - start)
        {
            Counts.MalformedPackets++;
            _messagesLeft = 0;
            return false;
        }

        _message = start..(start + length);
        _position = start + length;
        _messagesLeft--;
        return true;
    }

    /// <summary>Goes to the next packet of the feed that has messages.</summary>
    private bool TryReadPacket()
    {
        while (NextLine() is { } line)
        {
            _line = line;
            if (Begin(line) && _messagesLeft > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The line whose packet comes next; null at the end of all.</summary>
    private MoldLine? NextLine()
    {
        MoldLine? next = null;
        foreach (MoldLine line in _lines)
        {
            // The packet at hand was its line's; the others' still wait.
            if ((line == _line || !line.HasPacket) && !TryReadOfFeed(line))
            {
                continue;
            }

            if (next is null || IsBefore(line, next))
            {
                next = line;
            }
        }

        return next;
    }

    private bool IsBefore(MoldLine line, MoldLine other)
    {
        bool isOfSession = line.Session == _session;
        return isOfSession == (other.Session == _session) ? line.FirstSequence < other.FirstSequence : isOfSession;
    }

    /// <summary>Goes to a line's next packet that is of the session at hand, or may begin another.</summary>
    private bool TryReadOfFeed(MoldLine line)
    {
        while (line.TryRead())
        {
            if (line.Session == _session || (line.HoldsItch && line.FirstSequence <= HighestSequence && MayFollow(line)))
            {
                return true;
            }

            Counts.OtherDatagrams++;
        }

        return false;
    }

    // Late packets of a session before, and other feeds in the same capture, must not turn the feed away from its session.
    private bool MayFollow(MoldLine line) =>
        _session is null
        || _sessionHasEnded
        || line.FirstSequence == 1
        || line.Capture.CaptureTimeNanos > _lastCaptureTimeNanos + SilenceNanos;

    /// <summary>Takes a packet up. False when nothing of it can be told.</summary>
    private bool Begin(MoldLine line)
    {
        if (line.Session != _session)
        {
            BeginSession(line);
        }

        Counts.Packets++;
        Counts.Heartbeats += line.MessageCount == 0 ? 1 : 0;
        _lastCaptureTimeNanos = Math.Max(_lastCaptureTimeNanos, line.Capture.CaptureTimeNanos);
        _sessionHasEnded |= line.EndsSession;
        _messagesLeft = 0;
        ulong first = _isNumbered ? line.FirstSequence : 0;
        if (_isNumbered && !TryPlace(first, line.MessageCount))
        {
            return false;
        }

        _nextNumber = first;
        _messagesLeft = line.MessageCount;
        (_position, int length) = line.Messages.GetOffsetAndLength(line.Capture.Packet.Length);
        _end = _position + length;
        return true;
    }

    /// <summary>Compares a packet's numbers with what is expected. False when none of its messages is to be read.</summary>
    private bool TryPlace(ulong first, int count)
    {
        if (first == 0 || first > HighestSequence || (first > _expectedNumber && first - _expectedNumber > MostMissing))
        {
            Counts.MalformedPackets++;
            return false;
        }

        if (first > _expectedNumber)
        {
            Counts.Gaps++;
            Counts.MissingMessages += first - _expectedNumber;
            _expectedNumber = first;
        }
        else if (count > 0 && first + (ulong)count <= _expectedNumber)
        {
            Counts.RepeatedPackets++;
            return false;
        }

        return true;
    }

    private void BeginSession(MoldLine line)
    {
        ulong time = line.Capture.CaptureTimeNanos;
        if (_session is null)
        {
            _isNumbered = line.FirstSequence != 0;
            _firstCaptureTimeNanos = time;
        }
        else if (time > 0 && _firstCaptureTimeNanos > 0)
        {
            int days = ItchDay.At(time).DayNumber - ItchDay.At(_firstCaptureTimeNanos).DayNumber;
            BeginDay(_firstDay.AddDays(Math.Max(days, 0)));
        }

        _session = line.Session;
        _sessionIsNew = true;
        _sessionHasEnded = false;
        _expectedNumber = line.FirstSequence;
    }
}
