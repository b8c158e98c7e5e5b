using System.Buffers.Binary;

namespace QuoteStream.Feeds.Itch;

/// <summary>Where the fields that most messages have begin, and how they are read: big-endian.</summary>
internal static class ItchField
{
    /// <summary>Type, locate code, tracking number and time, before the first field of a message's own.</summary>
    public const int HeaderBytes = 11;

    public const int SymbolBytes = 8;

    private const ulong TimeMask = (1UL << 48) - 1;

    /// <summary>The stock's number of the day; 0: the message is about no stock.</summary>
    public static int Locate(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[1..]);

    /// <summary>Nanoseconds since midnight in New York. Six bytes, behind the two of the tracking number.</summary>
    public static ulong TimeOfDayNanos(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt64BigEndian(message[3..]) & TimeMask;

    public static uint UInt32(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt32BigEndian(message[offset..]);

    public static ulong UInt64(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt64BigEndian(message[offset..]);
}
