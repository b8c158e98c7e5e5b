using System.Buffers;
using System.Runtime.CompilerServices;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Reads protobuf fields that may lie across segments, a byte at a time.</summary>
/// <remarks>
/// For what is rare: a field that straddles a segment's end, and fields that are not ours. The usual case is read by the caller straight
/// from <see cref="Span"/>. A method that returns a fault leaves the cursor on the byte that could not be read.
/// </remarks>
internal ref struct SegmentCursor
{
    private readonly ReadOnlySequence<byte> _sequence;
    private SequencePosition _next;
    private long _spanOffset;
    private long _length;

    public SegmentCursor(scoped in ReadOnlySequence<byte> sequence)
    {
        _sequence = sequence;
        _next = sequence.Start;
        _length = sequence.Length;
        TryEnterNextSegment();
    }

    /// <summary>A cursor over contiguous memory.</summary>
    public SegmentCursor(ReadOnlySpan<byte> span)
    {
        Span = span;
        _length = span.Length;
    }

    /// <summary>The segment that the cursor is in.</summary>
    public ReadOnlySpan<byte> Span { get; private set; }

    /// <summary>Index in <see cref="Span"/>.</summary>
    public int Position { get; set; }

    /// <summary>Bytes from the beginning of the sequence.</summary>
    public readonly long Offset => _spanOffset + Position;

    public readonly long Remaining => _length - Offset;

    /// <summary>Reads a field's number and type.</summary>
    public WireFault ReadTag(out uint tag)
    {
        var start = this;
        var fault = ReadVarint(out var value);
        if (fault == WireFault.None && value is < WireTag.Lowest or > WireTag.Highest)
        {
            fault = WireFault.BadFieldNumber;
            this = start;
        }

        tag = (uint)value;
        return fault;
    }

    public WireFault ReadVarint(out ulong value)
    {
        var start = this;
        value = 0;
        for (var i = 0; i < Varint.MaxBytes; i++)
        {
            if (!TryReadByte(out var b))
            {
                this = start;
                return WireFault.Truncated;
            }

            value |= (ulong)(b & 0x7f) << (7 * i);
            if (b < 0x80)
            {
                return WireFault.None;
            }
        }

        this = start;
        return WireFault.VarintTooLong;
    }

    /// <summary>Reads the length before a field of that type, and sees that so many bytes are there.</summary>
    public WireFault ReadLength(out int length)
    {
        var start = this;
        var fault = ReadVarint(out var value);
        length = (int)value;
        if (fault == WireFault.None && value > (ulong)Remaining)
        {
            fault = value > int.MaxValue ? WireFault.BadLength : WireFault.Truncated;
            this = start;
        }

        return fault;
    }

    /// <summary>Moves over the value of a field whose tag has just been read, whatever its type.</summary>
    public WireFault SkipValue(uint tag)
    {
        switch (WireTag.TypeOf(tag))
        {
            case WireTag.VarintType:
                return ReadVarint(out _);
            case WireTag.Fixed64Type:
                return Skip(sizeof(ulong));
            case WireTag.Fixed32Type:
                return Skip(sizeof(uint));
            case WireTag.LengthType:
                var fault = ReadLength(out var length);
                return fault == WireFault.None ? Skip(length) : fault;
            case WireTag.GroupType:
                return SkipGroup(WireTag.NumberOf(tag));
            case WireTag.GroupEndType:
                return WireFault.UnexpectedGroupEnd;
            default:
                return WireFault.BadWireType;
        }
    }

    /// <summary>The next bytes as contiguous memory: in place where they are, else copied.</summary>
    /// <param name="scratch">Where a copy goes; replaced by a longer one when it has to be.</param>
    public ReadOnlySpan<byte> Take(int length, ref byte[] scratch)
    {
        if (Span.Length - Position >= length)
        {
            Position += length;
            return Span.Slice(Position - length, length);
        }

        if (scratch.Length < length)
        {
            scratch = GC.AllocateUninitializedArray<byte>((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length));
        }

        var copy = scratch.AsSpan(0, length);
        for (var filled = 0; filled < length;)
        {
            var part = Span[Position..];
            part = part[..Math.Min(part.Length, length - filled)];
            part.CopyTo(copy[filled..]);
            filled += part.Length;
            Skip(part.Length);
        }

        return copy;
    }

    /// <summary>Enters the segment of the next byte; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryEnterNextSegment()
    {
        while (_sequence.TryGet(ref _next, out var memory))
        {
            _spanOffset += Span.Length;
            Span = memory.Span;
            Position = 0;
            if (!memory.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private WireFault SkipGroup(uint number)
    {
        Span<uint> open = stackalloc uint[WireCheck.MaxGroupDepth];
        open[0] = number;
        var depth = 1;
        while (depth > 0)
        {
            var start = this;
            var fault = ReadTag(out var tag);
            if (fault != WireFault.None)
            {
                return fault;
            }

            switch (WireTag.TypeOf(tag))
            {
                case WireTag.GroupType when depth == open.Length:
                    this = start;
                    return WireFault.TooDeep;
                case WireTag.GroupType:
                    open[depth++] = WireTag.NumberOf(tag);
                    break;
                case WireTag.GroupEndType when open[depth - 1] != WireTag.NumberOf(tag):
                    this = start;
                    return WireFault.UnexpectedGroupEnd;
                case WireTag.GroupEndType:
                    depth--;
                    break;
                default:
                    fault = SkipValue(tag);
                    break;
            }

            if (fault != WireFault.None)
            {
                return fault;
            }
        }

        return WireFault.None;
    }

    private WireFault Skip(long count)
    {
        if (count > Remaining)
        {
            return WireFault.Truncated;
        }

        while (count > Span.Length - Position)
        {
            count -= Span.Length - Position;
            Position = Span.Length;
            TryEnterNextSegment();
        }

        Position += (int)count;
        if (Position == Span.Length)
        {
            TryEnterNextSegment();
        }

        return WireFault.None;
    }

    private bool TryReadByte(out byte value)
    {
        if (Position == Span.Length && !TryEnterNextSegment())
        {
            value = 0;
            return false;
        }

        value = Span[Position++];
        return true;
    }
}
