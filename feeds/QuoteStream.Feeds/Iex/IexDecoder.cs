using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Iex;

/// <summary>One of IEX's feeds out of a capture: its transport, IEX-TP, with the numbers that are the ticks' numbers.</summary>
/// <remarks>See <see cref="TopsMessages"/> and <see cref="DeepMessages"/>. One thread at a time.</remarks>
public sealed class IexDecoder : FeedDecoder
{
    // The numbers begin again without a new session id when the venue's publisher is started anew. A second copy of a session's first
    // segments may look the same, but comes within a moment, as lines A and B do.
    private const ulong LeastNanosBeforeRestart = 1_000_000_000;

    private readonly CaptureReader _capture;
    private readonly IexFeed _feed;
    private readonly IexMessages _messages;

    // The segment at hand: where its next message begins in the capture's packet, and how much is left of it.
    private int _position;
    private int _end;
    private int _messagesLeft;
    private ulong _nextNumber;

    // The message at hand, in the capture's packet; late: its number was read before.
    private Range _message;
    private bool _messageIsLate;

    // What is read: the first of the feed's protocols that the capture shows. Others beside it (TOPS 1.5 and 1.6 were sent in parallel)
    // have their own numbers.
    private ushort _protocol;
    private ushort _otherProtocol;
    private uint _channel;
    private uint? _session;
    private uint? _lastSession;
    private bool _sessionIsNew;
    private bool _sessionIsFollowing;
    private DateTime _sessionStart;
    private bool _sessionIsRestart;
    private ulong _expectedNumber;
    private ulong _newestTimeNanos;

    /// <param name="capture">Disposed with the feed.</param>
    /// <param name="skipTestSymbols">Leave out the symbols with which the exchange tests in production.</param>
    public IexDecoder(CaptureReader capture, IexFeed feed = IexFeed.Tops, bool skipTestSymbols = false)
    {
        _capture = capture;
        _feed = feed;
        _messages = feed == IexFeed.Deep ? new DeepMessages(skipTestSymbols, Counts) : new TopsMessages(skipTestSymbols, Counts);
    }

    public override VenueTerms Terms { get; } =
        new("IEXG", PriceExponent: -4, SizeExponent: 0, Symbology.NasdaqIntegrated, SaleConditionScheme.Utp);

    /// <remarks>
    /// IEX's own session id is not told to be unique over days, so the day is a part of it; and where its numbers began again, the time when.
    /// </remarks>
    public override string SessionName =>
        $"{(_feed == IexFeed.Deep ? "deep" : "tops")}-{_channel:x}-{_session ?? 0:x}-{_sessionStart:yyyyMMdd}{(_sessionIsRestart ? $"-{_sessionStart:HHmmss}" : "")}";

    public override string Format => $"{_capture.Format}, {Protocol ?? "no feed"}";

    public override double ReadShare => _capture.ReadShare;

    public override RecordingEnd Ending => _capture.End;

    public override string? EndDetail => _protocol != 0 || _otherProtocol == 0
        ? _capture.EndDetail
        : $"The capture holds IEX {IexProtocol.NameOf(_otherProtocol)} and no {(_feed == IexFeed.Deep ? "DEEP 1.0" : "TOPS")}";

    public IexCounts Counts { get; } = new();

    /// <summary>What is read, for example "TOPS 1.6"; null when nothing was found yet.</summary>
    public string? Protocol => _protocol == 0 ? null : IexProtocol.NameOf(_protocol);

    /// <inheritdoc/>
    public override bool TryRead()
    {
        do
        {
            if (_messagesLeft > 0 && TryTakeMessage())
            {
                Number = _nextNumber++;
                _messageIsLate = Number < _expectedNumber;
                _expectedNumber = Math.Max(_expectedNumber, _nextNumber);
                StartsSession = _sessionIsNew && _sessionIsFollowing;
                _sessionIsNew = false;
                _sessionIsFollowing = true;
                return true;
            }
        }
        while (TryReadSegment());

        return false;
    }

    public override void Publish(TickSink ticks)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        _messages.Publish(_capture.Packet[_message], _messageIsLate, ticks);
    }

    public override void Describe(FeedFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Counts.Describe(figures, _capture.PacketCount);
    }

    protected override void Dispose(bool disposing)
    {
        _capture.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes the segment's next message. False, and the rest of the segment given up, when it is not there whole.</summary>
    private bool TryTakeMessage()
    {
        ReadOnlySpan<byte> packet = _capture.Packet;
        int start = _position + IexSegment.LengthPrefixBytes;
        int length = start > _end ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(packet[_position..]);
        if (start > _end || length > _end - start)
        {
            Counts.MalformedSegments++;
            _messagesLeft = 0;
            return false;
        }

        _message = start..(start + length);
        _position = start + length;
        _messagesLeft--;
        return true;
    }

    /// <summary>Goes to the next segment of the feed that has messages.</summary>
    private bool TryReadSegment()
    {
        while (_capture.TryReadNext())
        {
            FrameVerdict frame = UdpFrame.Parse(_capture.LinkType, _capture.Packet, out ReadOnlySpan<byte> datagram);
            Counts.Frame(frame);
            if (frame != FrameVerdict.Udp)
            {
                continue;
            }

            switch (IexSegment.Parse(datagram, out IexSegment segment))
            {
                case IexVerdict.NotIexTransport:
                    Counts.OtherDatagrams++;
                    break;
                case IexVerdict.Malformed:
                    Counts.MalformedSegments++;
                    break;
                case IexVerdict.Segment when IsOfFeed(segment):
                    Begin(segment);
                    if (_messagesLeft > 0)
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private bool IsOfFeed(in IexSegment segment)
    {
        if (_protocol == 0 && IexProtocol.IsOf(segment.Protocol, _feed))
        {
            _protocol = segment.Protocol;
            _channel = segment.Channel;
        }

        bool isOther = segment.Protocol != _protocol || segment.Channel != _channel;
        // Late packets of the session before must not turn the feed back to it.
        if (isOther || (segment.Session == _lastSession && segment.Session != _session))
        {
            _otherProtocol = segment.Protocol;
            Counts.OtherSegments++;
            return false;
        }

        return true;
    }

    private bool IsRestart(in IexSegment segment) =>
        segment.FirstSequence == 1 && segment.StreamOffset == 0 && _expectedNumber > 1
        && TimeNanos > _newestTimeNanos && TimeNanos - _newestTimeNanos > LeastNanosBeforeRestart;

    private void BeginSession(in IexSegment segment)
    {
        Counts.FurtherSessions += _session is null ? 0 : 1;
        _sessionIsRestart = segment.Session == _session;
        _lastSession = _sessionIsRestart ? _lastSession : _session;
        _session = segment.Session;
        _sessionIsNew = true;
        _messages.BeginSession();
        _sessionStart = DateTime.UnixEpoch.AddTicks((long)(TimeNanos / 100));
        _expectedNumber = segment.FirstSequence;
        _newestTimeNanos = TimeNanos;
    }

    private void Begin(in IexSegment segment)
    {
        Counts.Segments++;
        TimeNanos = segment.SendTimeNanos > 0 ? (ulong)segment.SendTimeNanos : Math.Max(_capture.CaptureTimeNanos, 1);
        if (segment.Session != _session || IsRestart(segment))
        {
            BeginSession(segment);
        }

        _newestTimeNanos = Math.Max(_newestTimeNanos, TimeNanos);
        if (segment.FirstSequence > _expectedNumber)
        {
            Counts.Gaps++;
            ulong missing = segment.FirstSequence - _expectedNumber;
            Counts.MissingMessages += Math.Min(missing, ulong.MaxValue - Counts.MissingMessages);
        }
        else if (segment.FirstSequence < _expectedNumber)
        {
            Counts.RepeatedSegments++;
        }

        _expectedNumber = Math.Max(_expectedNumber, segment.FirstSequence);
        _nextNumber = segment.FirstSequence;
        _messagesLeft = segment.MessageCount;
        Counts.Heartbeats += segment.MessageCount == 0 ? 1 : 0;

        // Where the messages lie in the packet; of none, anywhere.
        _capture.Packet.Overlaps(segment.Messages, out _position);
        _end = _position + segment.Messages.Length;
    }
}
