using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Base-128 varints out of contiguous memory.</summary>
/// <remarks>
/// Hot path: several times per tick. The length of a price or size is unpredictable, so that a loop over its bytes costs a mispredicted
/// branch nearly every time; up to eight bytes are therefore taken at once and squeezed together without a branch.
/// </remarks>
internal static class Varint
{
    /// <summary>64 bits in groups of seven; the specification allows no more (protobuf.dev/programming-guides/encoding).</summary>
    public const int MaxBytes = 10;

    private const ulong ContinuationBits = 0x8080_8080_8080_8080;

    /// <summary>Reads the varint at <paramref name="position"/> and moves on; on a fault the position stays.</summary>
    /// <remarks>May read beyond the message that holds the varint, never beyond the span: the caller compares the position with its end.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WireFault Read(ReadOnlySpan<byte> span, ref int position, out ulong value)
    {
        if (span.Length - position >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(span.Slice(position, sizeof(ulong)));
            var ends = ~word & ContinuationBits;
            if (ends != 0)
            {
                position += (BitOperations.TrailingZeroCount(ends) >> 3) + 1;
                value = Squeeze(word & (ends ^ (ends - 1)));
                return WireFault.None;
            }
        }

        return ReadByteByByte(span, ref position, out value);
    }

    /// <summary>Moves over the varint at <paramref name="position"/>; on a fault the position stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WireFault Skip(ReadOnlySpan<byte> span, ref int position)
    {
        if (span.Length - position >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(span.Slice(position, sizeof(ulong)));
            var ends = ~word & ContinuationBits;
            if (ends != 0)
            {
                position += (BitOperations.TrailingZeroCount(ends) >> 3) + 1;
                return WireFault.None;
            }
        }

        return ReadByteByByte(span, ref position, out _);
    }

    public static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Drops the top bit of each of eight bytes and closes the holes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Squeeze(ulong word)
    {
        word = (word & 0x007f_007f_007f_007f) | ((word & 0x7f00_7f00_7f00_7f00) >> 1);
        word = (word & 0x0000_3fff_0000_3fff) | ((word & 0x3fff_0000_3fff_0000) >> 2);
        return (word & 0x0000_0000_0fff_ffff) | ((word & 0x0fff_ffff_0000_0000) >> 4);
    }

    /// <summary>The last bytes of a segment, and varints of more than eight bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WireFault ReadByteByByte(ReadOnlySpan<byte> span, ref int position, out ulong value)
    {
        value = 0;
        for (var i = 0; i < MaxBytes; i++)
        {
            if (position + i >= span.Length)
            {
                return WireFault.Truncated;
            }

            var b = span[position + i];
            value |= (ulong)(b & 0x7f) << (7 * i);
            if (b < 0x80)
            {
                position += i + 1;
                return WireFault.None;
            }
        }

        return WireFault.VarintTooLong;
    }
}
