using System.Buffers.Binary;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Iex;

/// <summary>IEX's top of book feed, TOPS 1.5 and 1.6, out of a capture.</summary>
/// <remarks>The numbers of IEX-TP are the ticks' numbers; see <see cref="TopsTickAdapter"/>. One thread at a time.</remarks>
public sealed class TopsFeed : ITickSource, IDisposable
{
    private readonly CaptureReader _capture;
    private readonly TopsTickAdapter _adapter;

    // The segment at hand: where its next message begins in the capture's packet, and how much is left of it.
    private int _position;
    private int _end;
    private int _messagesLeft;
    private ulong _nextNumber;
    private ulong _segmentTimeNanos;

    // What is read: the first TOPS that the capture shows. Others beside it (1.5 and 1.6 were sent in parallel) have their own numbers.
    private ushort _protocol;
    private uint _channel;
    private uint? _session;
    private uint? _lastSession;
    private bool _sessionIsNew;
    private DateTime _sessionDay;
    private ulong _expectedNumber;
    private ushort _otherProtocol;

    /// <param name="capture">Disposed with the feed.</param>
    /// <param name="skipTestSymbols">Leave out the symbols with which the exchange tests in production.</param>
    public TopsFeed(CaptureReader capture, bool skipTestSymbols = false)
    {
        _capture = capture;
        _adapter = new TopsTickAdapter(skipTestSymbols, Counts);
    }

    public VenueTerms Terms { get; } =
        new("IEXG", PriceExponent: -4, SizeExponent: 0, Symbology.NasdaqIntegrated, SaleConditionScheme.Utp);

    /// <remarks>IEX's own session id is not told to be unique over days, so the day is a part of it.</remarks>
    public string SessionName => $"tops-{_channel:x}-{_session ?? 0:x}-{_sessionDay:yyyyMMdd}";

    public TopsCounts Counts { get; } = new();

    /// <summary>What is read, for example "TOPS 1.6"; null when nothing was found yet.</summary>
    public string? Protocol => _protocol == 0 ? null : IexProtocol.NameOf(_protocol);

    /// <summary>An IEX-TP protocol that is in the capture and is not read; null when there is none.</summary>
    public string? OtherProtocol => _otherProtocol == 0 ? null : IexProtocol.NameOf(_otherProtocol);

    /// <exception cref="IOException">The capture cannot be read.</exception>
    public TickReading Read(TickBatch batch, int maxTicks, ulong untilVenueTimeNanos)
    {
        while (true)
        {
            if (_messagesLeft == 0 && !TryReadSegment())
            {
                return new TickReading(TickReadingEnd.EndOfTicks, _segmentTimeNanos);
            }

            if (_sessionIsNew)
            {
                _sessionIsNew = false;
                if (_lastSession is not null)
                {
                    return new TickReading(TickReadingEnd.SessionEnded, _segmentTimeNanos);
                }
            }

            if (_segmentTimeNanos > untilVenueTimeNanos)
            {
                return new TickReading(TickReadingEnd.NotDue, _segmentTimeNanos);
            }

            if (AddMessages(batch, maxTicks) is { } end)
            {
                return new TickReading(end, _segmentTimeNanos);
            }
        }
    }

    public void Dispose() => _capture.Dispose();

    /// <summary>Null when the segment is used up.</summary>
    private TickReadingEnd? AddMessages(TickBatch batch, int maxTicks)
    {
        ReadOnlySpan<byte> packet = _capture.Packet;
        while (_messagesLeft > 0)
        {
            if (batch.Count >= maxTicks || batch.IsFull)
            {
                return TickReadingEnd.BatchFull;
            }

            if (batch.Count == 0)
            {
                batch.FirstSequence = _nextNumber;
            }
            else if (_nextNumber != batch.FirstSequence + (ulong)batch.Count)
            {
                return TickReadingEnd.NumbersJump;
            }

            if (!TryTakeMessage(packet, out ReadOnlySpan<byte> message))
            {
                Counts.MalformedSegments++;
                _messagesLeft = 0;
                break;
            }

            _messagesLeft--;
            _adapter.TryAdd(batch, message);
            _nextNumber++;
            _expectedNumber = Math.Max(_expectedNumber, _nextNumber);
        }

        return null;
    }

    private bool TryTakeMessage(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> message)
    {
        message = default;
        int start = _position + IexSegment.LengthPrefixBytes;
        if (start > _end)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(packet[_position..]);
        if (length > _end - start)
        {
            return false;
        }

        message = packet.Slice(start, length);
        _position = start + length;
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
        if (_protocol == 0 && IexProtocol.IsTops(segment.Protocol))
        {
            _protocol = segment.Protocol;
            _channel = segment.Channel;
        }

        bool isOther = segment.Protocol != _protocol || segment.Channel != _channel;
        if (isOther)
        {
            _otherProtocol = segment.Protocol;
        }

        // Late packets of the session before must not turn the feed back to it.
        if (isOther || (segment.Session == _lastSession && segment.Session != _session))
        {
            Counts.OtherSegments++;
            return false;
        }

        return true;
    }

    private void Begin(in IexSegment segment)
    {
        Counts.Segments++;
        _segmentTimeNanos = segment.SendTimeNanos > 0 ? (ulong)segment.SendTimeNanos : Math.Max(_capture.CaptureTimeNanos, 1);
        if (segment.Session != _session)
        {
            _lastSession = _session;
            _session = segment.Session;
            _sessionIsNew = true;
            _sessionDay = DateTime.UnixEpoch.AddTicks((long)(_segmentTimeNanos / 100)).Date;
            _expectedNumber = segment.FirstSequence;
        }

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
