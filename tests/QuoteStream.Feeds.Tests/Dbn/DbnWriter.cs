using System.Buffers.Binary;
using System.Text;

namespace QuoteStream.Feeds.Tests.Dbn;

/// <summary>Writes DBN by its published layout, in every version: a field after the other.</summary>
internal sealed class DbnWriter
{
    public const ulong Time = 1_609_160_400_000_000_000;
    public const long NoPrice = long.MaxValue;
    public const ulong NoTime = ulong.MaxValue;

    private readonly List<byte> _bytes = [];
    private readonly byte _version;
    private readonly bool _hasSendTimes;

    /// <param name="mappings">Symbol, first day, day behind the last, number of the instrument.</param>
    public DbnWriter(
        byte version,
        string dataset = "XNAS.ITCH",
        bool hasSendTimes = false,
        byte symbologyIn = 1,
        params (string Symbol, uint From, uint To, string Instrument)[] mappings)
    {
        _version = version;
        _hasSendTimes = hasSendTimes;
        var metadata = new DbnFields().Text(dataset, 16).U16(0xFFFF).U64(Time).U64(NoTime).U64(0);
        if (version == 1)
        {
            metadata.U64(0);
        }

        metadata.U8(symbologyIn).U8(0).U8(hasSendTimes ? 1 : 0);
        metadata = version == 1 ? metadata.Zeros(47) : metadata.U16(71).Zeros(53);
        metadata.U32(0);
        metadata.U32(1).Text("ASKED", SymbolBytes).U32(1).Text("PART", SymbolBytes).U32(0);
        metadata.U32((uint)mappings.Length);
        foreach ((string symbol, uint from, uint to, string instrument) in mappings)
        {
            metadata.Text(symbol, SymbolBytes).U32(1).U32(from).U32(to).Text(instrument, SymbolBytes);
        }

        metadata.Zeros(-metadata.Length & 7);
        _bytes.AddRange([.. "DBN"u8, version, .. new DbnFields().U32((uint)metadata.Length).ToArray(), .. metadata.ToArray()]);
    }

    /// <summary>Of the bytes written so far.</summary>
    public int Length => _bytes.Count;

    private int SymbolBytes => _version == 1 ? 22 : 71;

    public byte[] ToArray() => [.. _bytes];

    public DbnWriter Trade(uint instrument, long price, uint size, char action = 'T', ushort publisher = 2, ulong venueTime = Time, ulong received = Time + 5) =>
        Add(0x00, publisher, instrument, venueTime, new DbnFields().Bytes(TradeBody(price, size, action, 0, received)));

    /// <summary>mbp-1, tbbo (0x01) and their consolidated kinds (0xB1, 0xC2).</summary>
    public DbnWriter Quote(
        uint instrument,
        (long Price, uint Size) bid,
        (long Price, uint Size) ask,
        char action = 'A',
        long price = NoPrice,
        uint size = 0,
        byte flags = 0,
        byte type = 0x01,
        ushort publisher = 2,
        ulong venueTime = Time) =>
        Add(type, publisher, instrument, venueTime, new DbnFields().Bytes(TradeBody(price, size, action, flags, Time + 5)).Bytes(Level(bid, ask)));

    /// <summary>bbo-1s (0xC3), bbo-1m (0xC4), cbbo (0xC0, 0xC1): the last trade is told again.</summary>
    public DbnWriter Bbo(
        uint instrument, (long Price, uint Size) bid, (long Price, uint Size) ask, ulong intervalEnd, byte type = 0xC3, ushort publisher = 2) =>
        Add(
            type,
            publisher,
            instrument,
            NoTime,
            new DbnFields().I64(99).U32(7).U8(0).U8('N').U8(0).U8(0).U64(intervalEnd).U32(0).U32(11).Bytes(Level(bid, ask)));

    public DbnWriter Status(uint instrument, ushort action, ushort reason = 0, char isTrading = '~') =>
        Add(0x12, 2, instrument, Time, new DbnFields().U64(Time + 5).U16(action).U16(reason).U16(0).U8(isTrading).U8('~').U8('~').Zeros(7));

    public DbnWriter Definition(uint instrument, string symbol, string currency = "USD", int roundLot = 100, char action = 'A')
    {
        DbnFields body = _version switch
        {
            1 => new DbnFields().Zeros(132).I32(roundLot).Zeros(34).Text(currency, 4).Zeros(10).Text(symbol, 22).Zeros(127).U8(action).Zeros(10),
            2 => new DbnFields().Zeros(140).I32(roundLot).Zeros(26).Text(currency, 4).Zeros(10).Text(symbol, 71).Zeros(112).U8(action).Zeros(16),
            _ => new DbnFields().Zeros(152).I32(roundLot).Zeros(52).Text(currency, 4).Zeros(10).Text(symbol, 71).Zeros(184).U8(action).Zeros(26),
        };
        return Add(0x13, 2, instrument, Time, body);
    }

    public DbnWriter SymbolMapping(uint instrument, string symbol)
    {
        DbnFields body = _version == 1
            ? new DbnFields().Text("ASKED", 22).Text(symbol, 22).Zeros(4).U64(Time).U64(NoTime)
            : new DbnFields().U8(1).Text("ASKED", 71).U8(1).Text(symbol, 71).U64(Time).U64(NoTime);
        return Add(0x16, 0, instrument, Time, body);
    }

    /// <summary>A record of any kind, filled with zeros behind its header.</summary>
    public DbnWriter Other(byte type, int bytes) => Add(type, 2, 1, Time, new DbnFields().Zeros(bytes - 16));

    private static byte[] TradeBody(long price, uint size, char action, byte flags, ulong received) =>
        new DbnFields().I64(price).U32(size).U8(action).U8('N').U8(flags).U8(0).U64(received).I32(0).U32(3).ToArray();

    private static byte[] Level((long Price, uint Size) bid, (long Price, uint Size) ask) =>
        new DbnFields().I64(bid.Price).I64(ask.Price).U32(bid.Size).U32(ask.Size).U32(1).U32(1).ToArray();

    private DbnWriter Add(byte type, ushort publisher, uint instrument, ulong venueTime, DbnFields body)
    {
        if (_hasSendTimes)
        {
            body.U64(Time + 9);
        }

        int length = 16 + body.Length;
        _bytes.AddRange(new DbnFields().U8(length / 4).U8(type).U16(publisher).U32(instrument).U64(venueTime).Bytes(body.ToArray()).ToArray());
        return this;
    }

    /// <summary>Little-endian fields, one behind the other.</summary>
    private sealed class DbnFields
    {
        private readonly List<byte> _bytes = [];

        public int Length => _bytes.Count;

        public byte[] ToArray() => [.. _bytes];

        public DbnFields Bytes(ReadOnlySpan<byte> bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }

        public DbnFields Zeros(int count) => Bytes(new byte[count]);

        public DbnFields U8(int value) => Bytes([(byte)value]);

        public DbnFields U16(ushort value) => Bytes([(byte)value, (byte)(value >> 8)]);

        public DbnFields U32(uint value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            return Bytes(bytes);
        }

        public DbnFields I32(int value) => U32((uint)value);

        public DbnFields U64(ulong value) => U32((uint)value).U32((uint)(value >> 32));

        public DbnFields I64(long value) => U64((ulong)value);

        public DbnFields Text(string text, int length) => Bytes(Encoding.ASCII.GetBytes(text.PadRight(length, '\0')));
    }
}
