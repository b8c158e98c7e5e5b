using System.Buffers.Binary;

namespace QuoteStream.Feeds.Iex;

/// <summary>One IEX-TP segment, the content of one UDP datagram (IEX Transport Specification 1.25): a header, then messages.</summary>
internal readonly ref struct IexSegment
{
    public const int HeaderBytes = 40;

    /// <summary>Before each message.</summary>
    public const int LengthPrefixBytes = 2;

    private const byte SupportedVersion = 1;

    public ushort Protocol { get; private init; }

    public uint Channel { get; private init; }

    public uint Session { get; private init; }

    /// <summary>0: a heartbeat.</summary>
    public ushort MessageCount { get; private init; }

    /// <summary>Of the first message; of a heartbeat, that of the message to come.</summary>
    public ulong FirstSequence { get; private init; }

    /// <summary>Bytes of messages that were sent before, in this session.</summary>
    public ulong StreamOffset { get; private init; }

    /// <summary>Nanoseconds since the Unix epoch, UTC.</summary>
    public long SendTimeNanos { get; private init; }

    /// <summary>The messages, each behind its length.</summary>
    public ReadOnlySpan<byte> Messages { get; private init; }

    public static IexVerdict Parse(ReadOnlySpan<byte> datagram, out IexSegment segment)
    {
        segment = default;
        if (datagram.Length < HeaderBytes || datagram[0] != SupportedVersion)
        {
            return IexVerdict.NotIexTransport;
        }

        int payloadBytes = BinaryPrimitives.ReadUInt16LittleEndian(datagram[12..]);
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(datagram[14..]);
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(datagram[24..]);
        if (payloadBytes > datagram.Length - HeaderBytes || first == 0 || first > ulong.MaxValue - count)
        {
            return IexVerdict.Malformed;
        }

        segment = new IexSegment
        {
            Protocol = BinaryPrimitives.ReadUInt16LittleEndian(datagram[2..]),
            Channel = BinaryPrimitives.ReadUInt32LittleEndian(datagram[4..]),
            Session = BinaryPrimitives.ReadUInt32LittleEndian(datagram[8..]),
            MessageCount = count,
            StreamOffset = BinaryPrimitives.ReadUInt64LittleEndian(datagram[16..]),
            FirstSequence = first,
            SendTimeNanos = BinaryPrimitives.ReadInt64LittleEndian(datagram[32..]),
            Messages = datagram.Slice(HeaderBytes, payloadBytes),
        };
        return IexVerdict.Segment;
    }
}
