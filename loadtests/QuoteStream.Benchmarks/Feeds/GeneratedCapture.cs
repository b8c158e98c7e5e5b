using System.Buffers.Binary;
using System.Text;

namespace QuoteStream.Benchmarks.Feeds;

/// <summary>A pcap of IEX-TP segments with messages like those of a busy minute: the same in every run.</summary>
internal sealed class GeneratedCapture
{
    private const int MessagesPerSegment = 12;
    private const int Symbols = 500;
    private const long Time = 1_763_650_000_000_000_000;

    private readonly MemoryStream _file = new();
    private readonly Random _random = new(1);
    private readonly byte[][] _symbols = [.. Enumerable.Range(0, Symbols).Select(i => Encoding.ASCII.GetBytes($"S{i}".PadRight(8)))];

    private GeneratedCapture()
    {
        _file.Write([0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]);
    }

    /// <summary>Quote updates, and a trade among ten messages.</summary>
    public static byte[] Tops(int messages) => new GeneratedCapture().Write(messages, 0x8003, (capture, target) => capture.WriteTop(target));

    /// <summary>Price levels about a price of each symbol, and a trade among ten messages; one event of four changes two levels.</summary>
    public static byte[] Deep(int messages) => new GeneratedCapture().Write(messages, 0x8004, (capture, target) => capture.WriteLevel(target));

    private byte[] Write(int messages, ushort protocol, Func<GeneratedCapture, byte[], int> write)
    {
        const int FrameHeaderBytes = 14 + 20 + 8;
        const int SegmentHeaderBytes = 40;
        var packet = new byte[4096];
        var message = new byte[64];
        var record = new byte[16];
        for (var first = 1; first <= messages; first += MessagesPerSegment)
        {
            Array.Clear(packet);
            var at = FrameHeaderBytes + SegmentHeaderBytes;
            for (var i = 0; i < MessagesPerSegment; i++)
            {
                var length = write(this, message);
                BinaryPrimitives.WriteUInt16LittleEndian(packet.AsSpan(at), (ushort)length);
                message.AsSpan(0, length).CopyTo(packet.AsSpan(at + 2));
                at += 2 + length;
            }

            WriteHeaders(packet.AsSpan(0, at), protocol, (ulong)first);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), at);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), at);
            _file.Write(record);
            _file.Write(packet.AsSpan(0, at));
        }

        return _file.ToArray();
    }

    private static void WriteHeaders(Span<byte> packet, ushort protocol, ulong first)
    {
        packet[12] = 0x08;
        var ip = packet[14..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        ip[9] = 17;
        var udp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        var segment = udp[8..];
        segment[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(segment[2..], protocol);
        BinaryPrimitives.WriteUInt16LittleEndian(segment[12..], (ushort)(segment.Length - 40));
        BinaryPrimitives.WriteUInt16LittleEndian(segment[14..], MessagesPerSegment);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[24..], first);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], Time);
    }

    private int WriteTop(Span<byte> target)
    {
        var price = 1_000_000 + (_random.Next(40) * 100);
        if (_random.Next(10) == 0)
        {
            return WriteTrade(target, price);
        }

        WriteHead(target, 'Q', 0);
        BinaryPrimitives.WriteInt32LittleEndian(target[18..], 100);
        BinaryPrimitives.WriteInt64LittleEndian(target[22..], price);
        BinaryPrimitives.WriteInt64LittleEndian(target[30..], price + 100);
        BinaryPrimitives.WriteInt32LittleEndian(target[38..], 200);
        return 42;
    }

    private int WriteLevel(Span<byte> target)
    {
        var distance = _random.Next(20) * 100;
        if (_random.Next(10) == 0)
        {
            return WriteTrade(target, 1_000_000 + distance);
        }

        var isBuy = _random.Next(2) == 0;
        WriteHead(target, isBuy ? '8' : '5', (byte)(_random.Next(4) == 0 ? 0 : 1));
        BinaryPrimitives.WriteInt32LittleEndian(target[18..], _random.Next(3) == 0 ? 0 : _random.Next(1, 10) * 100);
        BinaryPrimitives.WriteInt64LittleEndian(target[22..], isBuy ? 1_000_000 - distance : 1_000_100 + distance);
        return 30;
    }

    private int WriteTrade(Span<byte> target, long price)
    {
        WriteHead(target, 'T', 0);
        BinaryPrimitives.WriteInt32LittleEndian(target[18..], 100);
        BinaryPrimitives.WriteInt64LittleEndian(target[22..], price);
        BinaryPrimitives.WriteInt64LittleEndian(target[30..], _random.NextInt64(1_000_000_000));
        return 38;
    }

    private void WriteHead(Span<byte> target, char type, byte second)
    {
        target[0] = (byte)type;
        target[1] = second;
        BinaryPrimitives.WriteInt64LittleEndian(target[2..], Time);
        _symbols[_random.Next(Symbols)].CopyTo(target[10..]);
    }
}
