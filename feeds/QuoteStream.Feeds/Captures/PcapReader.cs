using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Captures;

/// <summary>The classic pcap format (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-06.html).</summary>
internal sealed class PcapReader : CaptureReader
{
    /// <summary>Of the file: magic, version, zone, accuracy, snapshot length, link type.</summary>
    public const int HeaderBytes = 24;

    private const int RecordHeaderBytes = 16;
    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;

    // The upper four bits of the link type field tell of frame check sequences.
    private const uint LinkTypeMask = 0x0FFF_FFFF;

    private readonly bool _bigEndian;
    private readonly uint _nanosPerUnit;

    private PcapReader(FeedInput input, bool bigEndian, bool nanoseconds)
        : base(input)
    {
        _bigEndian = bigEndian;
        _nanosPerUnit = nanoseconds ? 1u : 1000u;
    }

    public override string Format => _nanosPerUnit == 1 ? "pcap with nanoseconds" : "pcap";

    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head) is MicrosecondMagic or NanosecondMagic
        || BinaryPrimitives.ReadUInt32BigEndian(head) is MicrosecondMagic or NanosecondMagic;

    /// <param name="magic">The file's first four bytes, already taken from <paramref name="input"/>.</param>
    /// <returns>Null when the magic is not pcap's.</returns>
    /// <exception cref="FeedFormatException">The file ends inside its header.</exception>
    public static PcapReader? TryOpen(ReadOnlySpan<byte> magic, FeedInput input)
    {
        uint little = BinaryPrimitives.ReadUInt32LittleEndian(magic);
        uint big = BinaryPrimitives.ReadUInt32BigEndian(magic);
        bool bigEndian = big is MicrosecondMagic or NanosecondMagic;
        if (!bigEndian && little is not (MicrosecondMagic or NanosecondMagic))
        {
            return null;
        }

        Span<byte> rest = stackalloc byte[HeaderBytes - sizeof(uint)];
        if (input.Read(rest) < rest.Length)
        {
            throw new FeedFormatException($"The pcap file ends inside its header of {HeaderBytes} bytes.");
        }

        var reader = new PcapReader(input, bigEndian, (bigEndian ? big : little) == NanosecondMagic);
        reader.LinkType = (LinkType)(reader.UInt32(rest[16..]) & LinkTypeMask);
        return reader;
    }

    private protected override bool TryReadPacket()
    {
        Span<byte> header = stackalloc byte[RecordHeaderBytes];
        if (!TryFillUnlessAtEnd(header))
        {
            return false;
        }

        CaptureTimeNanos = (UInt32(header) * 1_000_000_000UL) + (UInt32(header[4..]) * (ulong)_nanosPerUnit);
        return TryTakePacket(UInt32(header[8..]));
    }

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
