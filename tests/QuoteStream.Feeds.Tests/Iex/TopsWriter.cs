using System.Buffers.Binary;
using System.Text;
using QuoteStream.Feeds.Tests.Captures;

namespace QuoteStream.Feeds.Tests.Iex;

/// <summary>Writes IEX-TP segments and TOPS messages by their specifications.</summary>
internal static class TopsWriter
{
    public const long Time = 1_499_697_138_426_334_905;

    public static byte[] Segment(
        ulong firstSequence,
        byte[][] messages,
        ushort protocol = 0x8003,
        uint channel = 1,
        uint session = 7,
        long sendTime = Time,
        ushort? count = null)
    {
        byte[] content = [.. messages.SelectMany(m => (byte[])[(byte)m.Length, (byte)(m.Length >> 8), .. m])];
        byte[] segment = new byte[40 + content.Length];
        segment[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(segment.AsSpan(2), protocol);
        BinaryPrimitives.WriteUInt32LittleEndian(segment.AsSpan(4), channel);
        BinaryPrimitives.WriteUInt32LittleEndian(segment.AsSpan(8), session);
        BinaryPrimitives.WriteUInt16LittleEndian(segment.AsSpan(12), (ushort)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(segment.AsSpan(14), count ?? (ushort)messages.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(24), firstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(segment.AsSpan(32), sendTime);
        content.CopyTo(segment, 40);
        return segment;
    }

    /// <summary>A pcap file with a packet for each segment.</summary>
    public static byte[] Capture(params byte[][] segments) =>
        CaptureWriter.Pcap(bigEndian: false, nanoseconds: false, Time, [.. segments.Select(s => PacketWriter.Udp(s))]);

    public static byte[] Quote(string symbol, uint bidSize, long bid, long ask, uint askSize, byte flags = 0)
    {
        byte[] message = Message('Q', flags, symbol, 42);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), bidSize);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), bid);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(30), ask);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(38), askSize);
        return message;
    }

    public static byte[] Trade(string symbol, uint size, long price, long id, byte flags = 0, char type = 'T')
    {
        byte[] message = Message(type, flags, symbol, 38);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), size);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), price);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(30), id);
        return message;
    }

    public static byte[] Status(string symbol, char status, string reason = "")
    {
        byte[] message = Message('H', (byte)status, symbol, 22);
        Encoding.ASCII.GetBytes(reason.PadRight(4)).CopyTo(message, 18);
        return message;
    }

    public static byte[] OperationalHalt(string symbol, char status) => Message('O', (byte)status, symbol, 18);

    public static byte[] Directory(string symbol, uint roundLot, long previousClose, byte flags = 0)
    {
        byte[] message = Message('D', flags, symbol, 31);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), roundLot);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), previousClose);
        return message;
    }

    public static byte[] OfficialPrice(string symbol, char type, long price)
    {
        byte[] message = Message('X', (byte)type, symbol, 26);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(18), price);
        return message;
    }

    public static byte[] SystemEvent(char code)
    {
        byte[] message = new byte[10];
        message[0] = (byte)'S';
        message[1] = (byte)code;
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(2), Time);
        return message;
    }

    /// <summary>Any message that has a symbol: type, one byte, time, symbol, then zeros.</summary>
    public static byte[] Message(char type, byte second, string symbol, int length)
    {
        byte[] message = new byte[length];
        message[0] = (byte)type;
        message[1] = second;
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(2), Time);
        Encoding.ASCII.GetBytes(symbol.PadRight(8)).CopyTo(message, 10);
        return message;
    }
}
