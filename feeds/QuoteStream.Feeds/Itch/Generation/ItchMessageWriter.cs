using System.Buffers.Binary;
using System.Text;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>Writes one message, field after field, into memory that is large enough for any.</summary>
internal ref struct ItchMessageWriter
{
    /// <summary>Longer than any message that is written.</summary>
    public const int MaxBytes = 64;

    private readonly Span<byte> _target;

    /// <param name="locate">0: about no stock.</param>
    /// <param name="timeOfDayNanos">Since midnight in New York.</param>
    public ItchMessageWriter(Span<byte> target, byte type, int locate, ulong timeOfDayNanos)
    {
        _target = target;

        // The time's upper two bytes, always 0, are where the tracking number goes.
        BinaryPrimitives.WriteUInt64BigEndian(target[3..], timeOfDayNanos);
        target[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)locate);
        Length = ItchField.HeaderBytes;
    }

    public int Length { get; private set; }

    public ItchMessageWriter Byte(char value)
    {
        _target[Length] = (byte)value;
        Length++;
        return this;
    }

    public ItchMessageWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_target[Length..], value);
        Length += sizeof(uint);
        return this;
    }

    public ItchMessageWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_target[Length..], value);
        Length += sizeof(ulong);
        return this;
    }

    /// <summary>Left-justified, filled with spaces.</summary>
    public ItchMessageWriter Text(string text, int bytes)
    {
        Span<byte> field = _target.Slice(Length, bytes);
        field.Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, field);
        Length += bytes;
        return this;
    }
}
