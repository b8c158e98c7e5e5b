using System.Buffers.Binary;

namespace QuoteStream.Feeds.Tests.Iex;

/// <summary>Writes what DEEP has and TOPS has not, by its specification.</summary>
internal static class DeepWriter
{
    public const ushort Protocol = 0x8004;

    public static byte[] Segment(ulong firstSequence, byte[][] messages, long sendTime = TopsWriter.Time, uint session = 7) =>
        TopsWriter.Segment(firstSequence, messages, Protocol, session: session, sendTime: sendTime);

    public static byte[] Buy(string symbol, uint size, long price, bool isComplete = true) => Level('8', symbol, size, price, isComplete);

    public static byte[] Sell(string symbol, uint size, long price, bool isComplete = true) => Level('5', symbol, size, price, isComplete);

    private static byte[] Level(char side, string symbol, uint size, long price, bool isComplete)
    {
        byte[] message = TopsWriter.Message(side, isComplete ? (byte)1 : (byte)0, symbol, 30);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), size);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), price);
        return message;
    }
}
