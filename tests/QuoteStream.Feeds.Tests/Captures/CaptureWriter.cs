using System.Buffers.Binary;
using System.IO.Compression;

namespace QuoteStream.Feeds.Tests.Captures;

/// <summary>Writes captures in every variant that there is.</summary>
internal static class CaptureWriter
{
    public static byte[] Pcap(bool bigEndian, bool nanoseconds, ulong timeNanos, params byte[][] packets)
    {
        var file = new List<byte>();
        Add32(file, bigEndian, nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4);
        Add16(file, bigEndian, 2);
        Add16(file, bigEndian, 4);
        file.AddRange(new byte[8]);
        Add32(file, bigEndian, 262_144);
        Add32(file, bigEndian, 1);
        foreach (byte[] packet in packets)
        {
            Add32(file, bigEndian, (uint)(timeNanos / 1_000_000_000));
            Add32(file, bigEndian, (uint)(timeNanos % 1_000_000_000 / (nanoseconds ? 1u : 1000u)));
            Add32(file, bigEndian, (uint)packet.Length);
            Add32(file, bigEndian, (uint)packet.Length);
            file.AddRange(packet);
        }

        return [.. file];
    }

    public static byte[] Pcapng(bool bigEndian, params byte[][] blocks) => [.. Section(bigEndian), .. blocks.SelectMany(b => b)];

    public static byte[] Section(bool bigEndian)
    {
        var body = new List<byte>();
        Add32(body, bigEndian, 0x1A2B3C4D);
        Add16(body, bigEndian, 1);
        Add16(body, bigEndian, 0);
        body.AddRange(Enumerable.Repeat((byte)0xFF, 8));
        return Block(bigEndian, 0x0A0D0D0A, [.. body]);
    }

    /// <param name="timeResolution">The option's byte; null: no option, which means microseconds.</param>
    public static byte[] Interface(
        bool bigEndian, byte? timeResolution = null, long? offsetSeconds = null, uint snapshotBytes = 0, ushort linkType = 1)
    {
        var body = new List<byte>();
        Add16(body, bigEndian, linkType);
        Add16(body, bigEndian, 0);
        Add32(body, bigEndian, snapshotBytes);
        if (timeResolution is { } resolution)
        {
            Add16(body, bigEndian, 9);
            Add16(body, bigEndian, 1);
            body.AddRange([resolution, 0, 0, 0]);
        }

        if (offsetSeconds is { } offset)
        {
            Add16(body, bigEndian, 14);
            Add16(body, bigEndian, 8);
            Add32(body, bigEndian, (uint)(bigEndian ? offset >> 32 : offset));
            Add32(body, bigEndian, (uint)(bigEndian ? offset : offset >> 32));
        }

        body.AddRange(new byte[4]);
        return Block(bigEndian, 1, [.. body]);
    }

    public static byte[] EnhancedPacket(bool bigEndian, ulong timeUnits, byte[] packet, uint index = 0, byte[]? options = null)
    {
        var body = new List<byte>();
        Add32(body, bigEndian, index);
        Add32(body, bigEndian, (uint)(timeUnits >> 32));
        Add32(body, bigEndian, (uint)timeUnits);
        Add32(body, bigEndian, (uint)packet.Length);
        Add32(body, bigEndian, (uint)packet.Length);
        body.AddRange(packet);
        body.AddRange(new byte[-packet.Length & 3]);
        body.AddRange(options ?? []);
        return Block(bigEndian, 6, [.. body]);
    }

    public static byte[] SimplePacket(bool bigEndian, byte[] packet, uint? originalLength = null)
    {
        var body = new List<byte>();
        Add32(body, bigEndian, originalLength ?? (uint)packet.Length);
        body.AddRange(packet);
        return Block(bigEndian, 3, [.. body]);
    }

    public static byte[] Block(bool bigEndian, uint type, byte[] body)
    {
        var block = new List<byte>();
        int padding = -body.Length & 3;
        uint length = (uint)(12 + body.Length + padding);
        Add32(block, bigEndian, type);
        Add32(block, bigEndian, length);
        block.AddRange(body);
        block.AddRange(new byte[padding]);
        Add32(block, bigEndian, length);
        return [.. block];
    }

    public static byte[] Gzip(byte[] data)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return target.ToArray();
    }

    private static void Add16(List<byte> target, bool bigEndian, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }

        target.AddRange(bytes);
    }

    private static void Add32(List<byte> target, bool bigEndian, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        target.AddRange(bytes);
    }
}
