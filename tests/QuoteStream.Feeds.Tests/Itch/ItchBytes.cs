using System.Buffers.Binary;
using System.Text;
using QuoteStream.Feeds.Tests.Captures;

namespace QuoteStream.Feeds.Tests.Itch;

/// <summary>Writes messages byte by byte, by the specification.</summary>
internal static class ItchBytes
{
    /// <summary>09:45:00.000000001 in New York.</summary>
    public const ulong MorningNanos = (((9 * 60) + 45) * 60_000_000_000UL) + 1;

    /// <summary>The midnight that 2020-01-30 began with in New York, five hours behind UTC.</summary>
    public const ulong MidnightNanos = 1_580_360_400_000_000_000;

    public const ulong Time = MidnightNanos + MorningNanos;

    public static byte[] SystemEvent(char code, ulong time = MorningNanos) => Message('S', 0, time, (byte)code);

    public static byte[] Directory(int locate, string stock, uint roundLot = 100, char category = 'Q', char authenticity = 'P') =>
        Message(
            'R', locate, MorningNanos, Text(stock, 8), (byte)category, (byte)'N', roundLot, Text("NCZ", 4), (byte)authenticity, Text("NN1NN", 5), new byte[4]);

    public static byte[] Action(int locate, string stock, char state, string reason = "") =>
        Message('H', locate, MorningNanos, Text(stock, 8), (byte)state, (byte)' ', Text(reason, 4));

    public static byte[] Halt(int locate, string stock, char market, char action) =>
        Message('h', locate, MorningNanos, Text(stock, 8), (byte)market, (byte)action);

    public static byte[] Add(int locate, string stock, ulong order, char side, uint shares, uint price, ulong time = MorningNanos) =>
        Message('A', locate, time, order, (byte)side, shares, Text(stock, 8), price);

    public static byte[] AddAttributed(int locate, string stock, ulong order, char side, uint shares, uint price) =>
        Message('F', locate, MorningNanos, order, (byte)side, shares, Text(stock, 8), price, Text("MAKR", 4));

    public static byte[] Execute(int locate, ulong order, uint shares, ulong match, ulong time = MorningNanos) =>
        Message('E', locate, time, order, shares, match);

    public static byte[] ExecuteAt(int locate, ulong order, uint shares, ulong match, char printable, uint price) =>
        Message('C', locate, MorningNanos, order, shares, match, (byte)printable, price);

    public static byte[] Cancel(int locate, ulong order, uint shares) => Message('X', locate, MorningNanos, order, shares);

    public static byte[] Delete(int locate, ulong order) => Message('D', locate, MorningNanos, order);

    public static byte[] Replace(int locate, ulong order, ulong with, uint shares, uint price) =>
        Message('U', locate, MorningNanos, order, with, shares, price);

    public static byte[] Trade(int locate, string stock, uint shares, uint price, ulong match, ulong time = MorningNanos) =>
        Message('P', locate, time, 0UL, (byte)'B', shares, Text(stock, 8), price, match);

    public static byte[] Cross(int locate, string stock, ulong shares, uint price, ulong match, char kind) =>
        Message('Q', locate, MorningNanos, shares, Text(stock, 8), price, match, (byte)kind);

    public static byte[] Break(int locate, ulong match) => Message('B', locate, MorningNanos, match);

    /// <summary>A message of a kind that means no tick, as long as it has to be.</summary>
    public static byte[] Other(char type, int locate, int length) => Message(type, locate, MorningNanos, Text("AAPL", 8), new byte[length - 19]);

    /// <param name="fields">Bytes, 32 and 64 bit numbers, and whole texts.</param>
    public static byte[] Message(char type, int locate, ulong time, params object[] fields)
    {
        var bytes = new List<byte> { (byte)type, (byte)(locate >> 8), (byte)locate, 0, 0 };
        bytes.AddRange(BigEndian(time)[2..]);
        foreach (object field in fields)
        {
            bytes.AddRange(field switch
            {
                byte one => [one],
                byte[] many => many,
                uint number => BigEndian(number)[4..],
                ulong number => BigEndian(number),
                _ => throw new ArgumentException($"{field} is no field.", nameof(fields)),
            });
        }

        return [.. bytes];
    }

    public static byte[] File(params byte[][] messages) => [.. messages.SelectMany(Block)];

    public static byte[] Packet(ulong sequence, params byte[][] messages) => Packet("0000000001", sequence, messages);

    public static byte[] Packet(string session, ulong sequence, byte[][] messages, ushort? count = null) =>
        [.. Text(session, 10), .. BigEndian(sequence), .. BigEndian(count ?? (ulong)messages.Length)[6..], .. messages.SelectMany(Block)];

    public static byte[] Capture(params byte[][] packets) =>
        CaptureWriter.Pcap(bigEndian: false, nanoseconds: true, Time, [.. packets.Select(p => PacketWriter.Udp(p))]);

    public static byte[] Text(string text, int length) => Encoding.ASCII.GetBytes(text.PadRight(length));

    private static byte[] Block(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static byte[] BigEndian(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
