using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuoteStream.Client.Feeds;

/// <summary>Writes protobuf fields one after another into memory that the caller has made large enough.</summary>
/// <remarks>
/// Hot path: does not check bounds; <see cref="TickBatch"/> reserves a tick's greatest size, and <see cref="SlackBytes"/> more, before it
/// writes. A message's length is written as one byte first, and the message is moved up in the rare case that it needs more.
/// </remarks>
internal ref struct TickWriter
{
    /// <summary>Varints are written eight bytes at a time, so up to this many bytes after the last one are overwritten.</summary>
    public const int SlackBytes = 8;

    /// <summary>The most that a varint takes: 64 bits, seven a byte.</summary>
    public const int MaxVarintBytes = 10;

    // A varint of up to this many bits fits into eight bytes.
    private const int WideBits = 56;

    private readonly ref byte _start;
    private int _position;

    public TickWriter(byte[] buffer, int position)
    {
        _start = ref MemoryMarshal.GetArrayDataReference(buffer);
        _position = position;
    }

    public readonly int Position => _position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        Unsafe.Add(ref _start, _position) = value;
        _position++;
    }

    /// <summary>A field of varint type; left out when it is 0, as proto3 has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Field(byte tag, ulong value)
    {
        if (value == 0)
        {
            return;
        }

        Byte(tag);
        Varint(value);
    }

    /// <summary>A field of type sint64: zigzag, so that small negative numbers stay short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Field(byte tag, long value) => Field(tag, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A field of type fixed64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fixed64(byte tag, ulong value)
    {
        if (value == 0)
        {
            return;
        }

        Byte(tag);
        WriteLittleEndian(value);
        _position += sizeof(ulong);
    }

    /// <summary>A field of type string or bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Field(byte tag, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        Byte(tag);
        Varint((uint)value.Length);
        Raw(value);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _start, _position), value.Length));
        _position += value.Length;
    }

    /// <summary>Goes past bytes that were written otherwise.</summary>
    public void Skip(int bytes) => _position += bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Varint(ulong value)
    {
        if (value < 0x80)
        {
            Byte((byte)value);
            return;
        }

        if (value >> WideBits != 0)
        {
            LongVarint(value);
            return;
        }

        // Spreads groups of seven bits over bytes in three steps, then sets the continuation bit of all bytes but the last.
        int length = (70 - BitOperations.LeadingZeroCount(value)) / 7;
        value = (value & 0x0000_0000_0FFF_FFFF) | ((value & 0x00FF_FFFF_F000_0000) << 4);
        value = (value & 0x0000_3FFF_0000_3FFF) | ((value & 0x0FFF_C000_0FFF_C000) << 2);
        value = (value & 0x007F_007F_007F_007F) | ((value & 0x3F80_3F80_3F80_3F80) << 1);
        WriteLittleEndian(value | (0x8080_8080_8080_8080 & ((1UL << ((length - 1) * 8)) - 1)));
        _position += length;
    }

    /// <summary>Starts an embedded message; <see cref="EndMessage"/> needs what this returns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BeginMessage(byte tag)
    {
        Byte(tag);
        _position++;
        return _position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndMessage(int start)
    {
        int length = _position - start;
        if (length < 0x80)
        {
            Unsafe.Add(ref _start, start - 1) = (byte)length;
            return;
        }

        EndLongMessage(start, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void WriteLittleEndian(ulong value) =>
        Unsafe.WriteUnaligned(
            ref Unsafe.Add(ref _start, _position), BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LongVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndLongMessage(int start, int length)
    {
        int more = ((38 - BitOperations.LeadingZeroCount((uint)length)) / 7) - 1;
        Span<byte> moved = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _start, start), length + more);
        moved[..length].CopyTo(moved[more..]);
        _position = start - 1;
        // Byte by byte: the wide write would overwrite the message's beginning.
        LongVarint((uint)length);
        _position += length;
    }
}
