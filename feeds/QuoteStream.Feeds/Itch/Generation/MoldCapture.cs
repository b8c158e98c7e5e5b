using System.Buffers.Binary;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>Writes messages as a capture of MoldUDP64 packets: pcap with nanoseconds, Ethernet, IPv4, UDP.</summary>
/// <remarks>A packet leaves when it is full, or when the next message is later than a packet waits for it. One thread at a time.</remarks>
internal sealed class MoldCapture : IItchTarget
{
    // What an Ethernet frame carries, less the headers of IPv4, UDP and MoldUDP64.
    private const int MaxPayloadBytes = 1_500 - Ipv4Bytes - UdpBytes - MoldPacket.HeaderBytes;

    // As the venue has it, about.
    private const ulong LongestWaitNanos = 20_000;

    private const int RecordBytes = 16;
    private const int EthernetBytes = 14;
    private const int Ipv4Bytes = 20;
    private const int UdpBytes = 8;
    private const int MoldStart = RecordBytes + EthernetBytes + Ipv4Bytes + UdpBytes;
    private const int MessagesStart = MoldStart + MoldPacket.HeaderBytes;
    private const uint SnapshotBytes = 65_535;
    private const ushort Port = 26_400;
    private const ushort EndOfSession = 0xFFFF;

    private readonly Stream _target;
    private readonly ulong _midnightNanos;
    private readonly byte[] _packet = new byte[MessagesStart + MaxPayloadBytes];
    private int _used = MessagesStart;
    private ushort _count;
    private ulong _firstSequence = 1;
    private ulong _packetTimeNanos;

    /// <param name="midnightNanos">That the messages' times count from: since the Unix epoch, UTC.</param>
    public MoldCapture(Stream target, ulong midnightNanos)
    {
        _target = target;
        _midnightNanos = midnightNanos;
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B23C4D);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SnapshotBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        _target.Write(header);
        WriteAddresses();
    }

    public void Write(ReadOnlySpan<byte> message)
    {
        ulong time = ItchField.TimeOfDayNanos(message);
        int blockBytes = MoldPacket.LengthPrefixBytes + message.Length;
        if (_count > 0 && (_used + blockBytes > _packet.Length || time > _packetTimeNanos + LongestWaitNanos))
        {
            Send(_count);
        }

        if (_count == 0)
        {
            _packetTimeNanos = time;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(_used), (ushort)message.Length);
        message.CopyTo(_packet.AsSpan(_used + MoldPacket.LengthPrefixBytes));
        _used += blockBytes;
        _count++;
    }

    public void Complete()
    {
        if (_count > 0)
        {
            Send(_count);
        }

        Send(EndOfSession);
    }

    private void Send(ushort count)
    {
        Span<byte> packet = _packet.AsSpan(0, _used);
        ulong sent = _midnightNanos + _packetTimeNanos + LongestWaitNanos;
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)(sent / 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(packet[4..], (uint)(sent % 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], (uint)(_used - RecordBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(packet[12..], (uint)(_used - RecordBytes));

        Span<byte> ip = packet[(RecordBytes + EthernetBytes)..];
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip[..Ipv4Bytes]));
        BinaryPrimitives.WriteUInt16BigEndian(ip[(Ipv4Bytes + 4)..], (ushort)(ip.Length - Ipv4Bytes));

        Span<byte> mold = packet[MoldStart..];
        BinaryPrimitives.WriteUInt64BigEndian(mold[MoldSession.Bytes..], _firstSequence);
        BinaryPrimitives.WriteUInt16BigEndian(mold[18..], count);
        _target.Write(packet);
        _firstSequence += _count;
        _count = 0;
        _used = MessagesStart;
    }

    /// <summary>What is the same in every packet. A UDP checksum of 0 says that there is none.</summary>
    private void WriteAddresses()
    {
        ReadOnlySpan<byte> ethernet = [0x01, 0x00, 0x5E, 0x36, 0x0C, 0x6F, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00];
        ReadOnlySpan<byte> ip = [0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 233, 54, 12, 111];
        ethernet.CopyTo(_packet.AsSpan(RecordBytes));
        ip.CopyTo(_packet.AsSpan(RecordBytes + EthernetBytes));
        Span<byte> udp = _packet.AsSpan(RecordBytes + EthernetBytes + Ipv4Bytes);
        BinaryPrimitives.WriteUInt16BigEndian(udp, Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], Port);
        "0000000001"u8.CopyTo(_packet.AsSpan(MoldStart));
    }

    // RFC 1071.
    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
