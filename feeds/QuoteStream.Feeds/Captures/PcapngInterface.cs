using System.Buffers.Binary;

namespace QuoteStream.Feeds.Captures;

/// <summary>What a pcapng interface description says about the packets that name it.</summary>
/// <param name="SnapshotBytes">The most bytes of a packet that were recorded; 0: no limit.</param>
/// <param name="UnitsPerSecond">Of the interface's time stamps; 0: a resolution that does not fit, the times are unknown.</param>
/// <param name="OffsetSeconds">To add to every time stamp.</param>
internal readonly record struct PcapngInterface(LinkType LinkType, uint SnapshotBytes, ulong UnitsPerSecond, long OffsetSeconds)
{
    /// <summary>Link type, reserved, snapshot length; options follow.</summary>
    public const int FixedBytes = 8;

    private const ushort EndOfOptions = 0;
    private const ushort TimeResolutionOption = 9;
    private const ushort TimeOffsetOption = 14;
    private const ulong DefaultUnitsPerSecond = 1_000_000;

    /// <param name="body">Of the block: at least <see cref="FixedBytes"/>, perhaps not all of its options.</param>
    public static PcapngInterface Parse(ReadOnlySpan<byte> body, bool bigEndian)
    {
        var described = new PcapngInterface(
            (LinkType)UInt16(body, bigEndian), UInt32(body[4..], bigEndian), DefaultUnitsPerSecond, OffsetSeconds: 0);
        ReadOnlySpan<byte> options = body[FixedBytes..];
        while (options.Length >= 4)
        {
            ushort code = UInt16(options, bigEndian);
            int length = UInt16(options[2..], bigEndian);
            int padded = (length + 3) & ~3;
            options = options[4..];
            if (code == EndOfOptions || padded > options.Length)
            {
                break;
            }

            described = (code, length) switch
            {
                (TimeResolutionOption, 1) => described with { UnitsPerSecond = Units(options[0]) },
                (TimeOffsetOption, 8) => described with { OffsetSeconds = Int64(options, bigEndian) },
                _ => described,
            };
            options = options[padded..];
        }

        return described;
    }

    /// <summary>Nanoseconds since the Unix epoch; 0 when the stamp cannot be told so.</summary>
    public ulong ToNanos(uint high, uint low)
    {
        if (UnitsPerSecond == 0)
        {
            return 0;
        }

        Int128 units = ((ulong)high << 32) | low;
        Int128 nanos = (units * 1_000_000_000 / UnitsPerSecond) + ((Int128)OffsetSeconds * 1_000_000_000);
        return nanos < 0 || nanos > long.MaxValue ? 0 : (ulong)nanos;
    }

    // The lower seven bits are a negative power: of two where the highest bit is set, else of ten.
    private static ulong Units(byte resolution)
    {
        int power = resolution & 0x7F;
        if ((resolution & 0x80) != 0)
        {
            return power < 64 ? 1UL << power : 0;
        }

        ulong units = 1;
        for (int i = 0; i < power; i++)
        {
            if (units > ulong.MaxValue / 10)
            {
                return 0;
            }

            units *= 10;
        }

        return units;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long Int64(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
