using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Captures;

/// <summary>The pcapng format (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-04.html). Unknown blocks are skipped.</summary>
internal sealed class PcapngReader : CaptureReader
{
    private const uint SectionHeaderBlock = 0x0A0D0D0A;
    private const uint InterfaceBlock = 1;
    private const uint SimplePacketBlock = 3;
    private const uint EnhancedPacketBlock = 6;
    private const uint ByteOrderMagic = 0x1A2B3C4D;

    // Type and total length before the body, total length again behind it.
    private const int BlockHeaderBytes = 8;
    private const int BlockTrailerBytes = 4;
    private const int SectionFixedBytes = 16;
    private const int EnhancedFixedBytes = 20;

    // A recorder has a handful of interfaces; a damaged or hostile file must not make us remember millions.
    private const int MaxInterfaces = 1024;

    // Options of an interface are read this far: the two that matter are small and are written among the first.
    private const int MaxInterfaceBodyBytes = 4096;

    private readonly List<PcapngInterface> _interfaces = [];
    private bool _bigEndian;

    private PcapngReader(FeedInput input)
        : base(input)
    {
    }

    public override string Format => "pcapng";

    public static bool IsMagic(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head) == SectionHeaderBlock;

    /// <param name="magic">The file's first four bytes, already taken from <paramref name="input"/>.</param>
    /// <returns>Null when the magic is not pcapng's.</returns>
    /// <exception cref="FeedFormatException">The first block is not a whole section header.</exception>
    public static PcapngReader? TryOpen(ReadOnlySpan<byte> magic, FeedInput input)
    {
        if (!IsMagic(magic))
        {
            return null;
        }

        var reader = new PcapngReader(input);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        return reader.TryFill(length) && reader.TryBeginSection(length)
            ? reader
            : throw new FeedFormatException($"The pcapng file's section header is not whole: {reader.EndDetail}.");
    }

    private protected override bool TryReadPacket()
    {
        Span<byte> header = stackalloc byte[BlockHeaderBytes];
        while (TryFillUnlessAtEnd(header))
        {
            // The section header's type reads the same in both byte orders; its length only makes sense after its magic.
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == SectionHeaderBlock)
            {
                if (!TryBeginSection(header[4..]))
                {
                    return false;
                }

                continue;
            }

            if (!TryBodyLength(UInt32(header[4..]), 0, out uint body))
            {
                return false;
            }

            bool isPacket = false;
            bool read = UInt32(header) switch
            {
                InterfaceBlock => TryReadInterface(body),
                EnhancedPacketBlock => isPacket = TryReadEnhancedPacket(body),
                SimplePacketBlock => isPacket = TryReadSimplePacket(body),
                _ => TrySkip(body),
            };
            if (!read || !TryReadTrailer(UInt32(header[4..])))
            {
                return false;
            }

            if (isPacket)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryBeginSection(ReadOnlySpan<byte> totalLength)
    {
        Span<byte> body = stackalloc byte[SectionFixedBytes];
        if (!TryFill(body))
        {
            return false;
        }

        _bigEndian = BinaryPrimitives.ReadUInt32BigEndian(body) == ByteOrderMagic;
        if (!_bigEndian && BinaryPrimitives.ReadUInt32LittleEndian(body) != ByteOrderMagic)
        {
            return EndAs(RecordingEnd.Damaged, "a section header lacks the byte order magic");
        }

        // Interfaces are numbered anew in each section.
        _interfaces.Clear();
        uint total = UInt32(totalLength);
        return TryBodyLength(total, SectionFixedBytes, out uint length)
            && TrySkip(length - SectionFixedBytes)
            && TryReadTrailer(total);
    }

    private bool TryReadInterface(uint bodyLength)
    {
        if (bodyLength < PcapngInterface.FixedBytes)
        {
            return EndAs(RecordingEnd.Damaged, $"an interface description has only {bodyLength} bytes");
        }

        if (_interfaces.Count == MaxInterfaces)
        {
            return EndAs(RecordingEnd.Damaged, $"more than {MaxInterfaces} interfaces are described");
        }

        Span<byte> body = stackalloc byte[(int)Math.Min(bodyLength, MaxInterfaceBodyBytes)];
        if (!TryFill(body))
        {
            return false;
        }

        _interfaces.Add(PcapngInterface.Parse(body, _bigEndian));
        return TrySkip(bodyLength - body.Length);
    }

    private bool TryReadEnhancedPacket(uint bodyLength)
    {
        Span<byte> body = stackalloc byte[EnhancedFixedBytes];
        if (bodyLength < EnhancedFixedBytes)
        {
            return EndAs(RecordingEnd.Damaged, $"a packet block has only {bodyLength} bytes");
        }

        if (!TryFill(body))
        {
            return false;
        }

        uint index = UInt32(body);
        uint captured = UInt32(body[12..]);
        if (index >= _interfaces.Count || captured > bodyLength - EnhancedFixedBytes)
        {
            return EndAs(RecordingEnd.Damaged, $"a packet of {captured} bytes on interface {index} does not fit its block");
        }

        PcapngInterface source = _interfaces[(int)index];
        LinkType = source.LinkType;
        CaptureTimeNanos = source.ToNanos(UInt32(body[4..]), UInt32(body[8..]));
        return TryTakePacket(captured) && TrySkip(bodyLength - EnhancedFixedBytes - captured);
    }

    private bool TryReadSimplePacket(uint bodyLength)
    {
        Span<byte> body = stackalloc byte[sizeof(uint)];
        if (bodyLength < body.Length || _interfaces.Count == 0)
        {
            return EndAs(RecordingEnd.Damaged, "a simple packet block has no length or no interface");
        }

        if (!TryFill(body))
        {
            return false;
        }

        // The block tells the packet's length on the wire; what was recorded of it is bounded by the snapshot length and the block.
        PcapngInterface source = _interfaces[0];
        uint room = bodyLength - sizeof(uint);
        uint captured = Math.Min(UInt32(body), room);
        captured = source.SnapshotBytes == 0 ? captured : Math.Min(captured, source.SnapshotBytes);
        LinkType = source.LinkType;
        CaptureTimeNanos = 0;
        return TryTakePacket(captured) && TrySkip(room - captured);
    }

    private bool TryBodyLength(uint totalLength, uint leastBody, out uint bodyLength)
    {
        bodyLength = totalLength - BlockHeaderBytes - BlockTrailerBytes;
        return (totalLength >= BlockHeaderBytes + BlockTrailerBytes + leastBody && totalLength % 4 == 0)
            || EndAs(RecordingEnd.Damaged, $"a block claims a length of {totalLength} bytes");
    }

    private bool TryReadTrailer(uint totalLength)
    {
        Span<byte> trailer = stackalloc byte[BlockTrailerBytes];
        return TryFill(trailer)
            && (UInt32(trailer) == totalLength
                || EndAs(RecordingEnd.Damaged, $"a block's two lengths differ: {totalLength} and {UInt32(trailer)}"));
    }

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
