using System.Buffers.Binary;

namespace QuoteStream.Feeds.Itch;

/// <summary>One MoldUDP64 packet, the content of one UDP datagram: a header, then messages, each behind its length (MoldUDP64 1.00).</summary>
internal readonly ref struct MoldPacket
{
    public const int HeaderBytes = 20;

    public const int LengthPrefixBytes = sizeof(ushort);

    private const ushort EndOfSessionCount = 0xFFFF;

    public MoldSession Session { get; private init; }

    /// <summary>Of the first message; without messages, that of the message to come. 0: the packets are not numbered.</summary>
    public ulong FirstSequence { get; private init; }

    /// <summary>0: a heartbeat, or the end of the session.</summary>
    public ushort MessageCount { get; private init; }

    public bool EndsSession { get; private init; }

    /// <summary>The messages, each behind its length; perhaps not all of them.</summary>
    public ReadOnlySpan<byte> Messages { get; private init; }

    /// <summary>False for what is too short to be one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out MoldPacket packet)
    {
        packet = default;
        if (datagram.Length < HeaderBytes)
        {
            return false;
        }

        ushort count = BinaryPrimitives.ReadUInt16BigEndian(datagram[18..]);
        packet = new MoldPacket
        {
            Session = MoldSession.Read(datagram),
            FirstSequence = BinaryPrimitives.ReadUInt64BigEndian(datagram[MoldSession.Bytes..]),
            MessageCount = count == EndOfSessionCount ? (ushort)0 : count,
            EndsSession = count == EndOfSessionCount,
            Messages = datagram[HeaderBytes..],
        };
        return true;
    }

    /// <summary>It has messages, they fill it, and each is one of the feed's.</summary>
    public bool HoldsItch()
    {
        ReadOnlySpan<byte> rest = Messages;
        for (int i = 0; i < MessageCount; i++)
        {
            if (!ItchFraming.TryTake(ref rest, out ReadOnlySpan<byte> message) || !ItchFraming.IsPlausible(message))
            {
                return false;
            }
        }

        return MessageCount > 0 && rest.IsEmpty;
    }
}
