using System.Buffers.Binary;

namespace QuoteStream.Feeds.Simulator;

/// <summary>Where a field of an encoded message is. Of wire types varint, fixed64 and length-delimited: a tick has no others.</summary>
/// <param name="Number">As the message's definition has it.</param>
/// <param name="Start">Where the value begins; of a text or an embedded message, behind its length.</param>
/// <param name="End">Where the next field begins.</param>
internal readonly record struct ProtobufField(int Number, int Start, int End)
{
    private const int NumberShift = 3;
    private const int TypeMask = 7;

    // https://protobuf.dev/programming-guides/encoding/#structure
    private const int Varint = 0;
    private const int Fixed64 = 1;

    /// <param name="position">Of a field's tag.</param>
    public static ProtobufField Read(ReadOnlySpan<byte> message, int position)
    {
        int tag = (int)ReadVarint(message, ref position);
        int start = position;
        switch (tag & TypeMask)
        {
            case Varint:
                ReadVarint(message, ref position);
                return new ProtobufField(tag >> NumberShift, start, position);
            case Fixed64:
                return new ProtobufField(tag >> NumberShift, start, start + sizeof(ulong));
            default:
                int length = (int)ReadVarint(message, ref position);
                return new ProtobufField(tag >> NumberShift, position, position + length);
        }
    }

    public static ulong ReadFixed64(ReadOnlySpan<byte> message, int start) => BinaryPrimitives.ReadUInt64LittleEndian(message[start..]);

    private static ulong ReadVarint(ReadOnlySpan<byte> message, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
