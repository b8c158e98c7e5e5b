using System.Runtime.CompilerServices;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Sees that a tick's bytes are well-formed protobuf, before any tick of its message is applied.</summary>
/// <remarks>
/// Hot path: once per tick. Looks at structure only; which fields mean something is the decoder's business. A method that returns a
/// fault leaves the position on the byte that could not be read.
/// </remarks>
internal static class WireCheck
{
    /// <summary>Protobuf's own limit for nested messages, so that a hostile message cannot exhaust the stack.</summary>
    public const int MaxGroupDepth = 100;

    /// <summary>A <c>Tick</c>, with the messages in it.</summary>
    public static WireFault Tick(ReadOnlySpan<byte> span, ref int position, int end)
    {
        while (position < end)
        {
            var fault = ReadTag(span, ref position, end, out var tag);
            if (fault != WireFault.None)
            {
                return fault;
            }

            fault = tag switch
            {
                FieldTags.Quote or FieldTags.Trade or FieldTags.Cancel or FieldTags.Status or FieldTags.Reference => Nested(span, ref position, end),
                FieldTags.Correction => Correction(span, ref position, end),
                _ => SkipValue(span, ref position, end, tag),
            };
            if (fault != WireFault.None)
            {
                return fault;
            }
        }

        return WireFault.None;
    }

    /// <summary>Fields of which none is a message: every one of our messages but <c>Tick</c>, <c>TradeCorrection</c> and the request.</summary>
    public static WireFault Fields(ReadOnlySpan<byte> span, ref int position, int end)
    {
        while (position < end)
        {
            var fault = ReadTag(span, ref position, end, out var tag);
            if (fault == WireFault.None)
            {
                fault = SkipValue(span, ref position, end, tag);
            }

            if (fault != WireFault.None)
            {
                return fault;
            }
        }

        return WireFault.None;
    }

    private static WireFault Nested(ReadOnlySpan<byte> span, ref int position, int end)
    {
        var fault = ReadLength(span, ref position, end, out var length);
        return fault == WireFault.None ? Fields(span, ref position, position + length) : fault;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WireFault Correction(ReadOnlySpan<byte> span, ref int position, int end)
    {
        var fault = ReadLength(span, ref position, end, out var length);
        var correctionEnd = position + length;
        while (fault == WireFault.None && position < correctionEnd)
        {
            fault = ReadTag(span, ref position, correctionEnd, out var tag);
            if (fault == WireFault.None)
            {
                fault = tag == FieldTags.CorrectedTrade
                    ? Nested(span, ref position, correctionEnd)
                    : SkipValue(span, ref position, correctionEnd, tag);
            }
        }

        return fault;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WireFault ReadTag(ReadOnlySpan<byte> span, ref int position, int end, out uint tag)
    {
        tag = span[position];
        if (tag is >= (uint)WireTag.Lowest and < 0x80)
        {
            position++;
            return WireFault.None;
        }

        return ReadLongTag(span[..end], ref position, out tag);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WireFault ReadLongTag(ReadOnlySpan<byte> span, ref int position, out uint tag)
    {
        var start = position;
        var fault = Varint.Read(span, ref position, out var value);
        if (fault == WireFault.None && value is < WireTag.Lowest or > WireTag.Highest)
        {
            fault = WireFault.BadFieldNumber;
            position = start;
        }

        tag = (uint)value;
        return fault;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WireFault ReadLength(ReadOnlySpan<byte> span, ref int position, int end, out int length)
    {
        if (position < end && span[position] < 0x80 && span[position] < end - position)
        {
            length = span[position++];
            return WireFault.None;
        }

        return ReadLongLength(span[..end], ref position, out length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WireFault ReadLongLength(ReadOnlySpan<byte> span, ref int position, out int length)
    {
        var start = position;
        var fault = Varint.Read(span, ref position, out var value);
        length = (int)value;
        if (fault == WireFault.None && value > (ulong)(span.Length - position))
        {
            fault = value > int.MaxValue ? WireFault.BadLength : WireFault.Truncated;
            position = start;
        }

        return fault;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WireFault SkipValue(ReadOnlySpan<byte> span, ref int position, int end, uint tag)
    {
        var start = position;
        switch (WireTag.TypeOf(tag))
        {
            case WireTag.VarintType:
                var fault = Varint.Skip(span, ref position);
                if (fault != WireFault.None)
                {
                    return fault;
                }

                break;
            case WireTag.Fixed64Type:
                position += sizeof(ulong);
                break;
            case WireTag.LengthType:
                fault = ReadLength(span, ref position, end, out var length);
                position += fault == WireFault.None ? length : 0;
                return fault;
            default:
                return SkipRare(span[..end], ref position, tag);
        }

        if (position <= end)
        {
            return WireFault.None;
        }

        position = start;
        return WireFault.Truncated;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WireFault SkipRare(ReadOnlySpan<byte> span, ref int position, uint tag)
    {
        var cursor = new SegmentCursor(span[position..]);
        var fault = cursor.SkipValue(tag);
        position += cursor.Position;
        return fault;
    }
}
