using System.Buffers.Text;

namespace QuoteStream.Feeds.Csv;

/// <summary>A row of a tape file. Hot path: once per row; nothing is allocated.</summary>
/// <remarks>
/// A trade: time, price, size, exchange, conditions, suspicious. A quote: time, bid price and size, ask price and size, exchange,
/// conditions, suspicious; it carries one side, and zeros for the other.
/// </remarks>
internal readonly record struct TapeRow
{
    private const int TradeFields = 6;
    private const int QuoteFields = 8;
    private const long NanosPerMilli = 1_000_000;
    private const long MillisPerDay = 86_400_000;

    /// <summary>Since midnight in New York.</summary>
    public long NanosOfDay { get; private init; }

    /// <summary>Of a trade or a bid, in units of 1e-4.</summary>
    public long Price { get; private init; }

    public ulong Size { get; private init; }

    /// <summary>Of a quote, in units of 1e-4; 0: the row does not carry it.</summary>
    public long AskPrice { get; private init; }

    public ulong AskSize { get; private init; }

    /// <summary>A to Z, as the tape prints it.</summary>
    public byte Exchange { get; private init; }

    /// <summary>Of a trade: <see cref="TapeConditions"/>; of a quote <see cref="TapeQuoteConditions"/>.</summary>
    public uint Conditions { get; private init; }

    /// <summary>The vendor doubts it, and leaves it out of its bars.</summary>
    public bool IsSuspicious { get; private init; }

    public static TapeRowFault TryParse(ReadOnlySpan<byte> line, TapeKind kind, out TapeRow row)
    {
        row = default;
        Span<Range> fields = stackalloc Range[QuoteFields + 1];
        int count = Split(line, fields);
        if (count != (kind == TapeKind.Trades ? TradeFields : QuoteFields))
        {
            return TapeRowFault.FieldCount;
        }

        if (!TryParseTime(line[fields[0]], out long nanos))
        {
            return TapeRowFault.Time;
        }

        long askPrice = 0;
        ulong askSize = 0;
        bool isQuote = kind == TapeKind.Quotes;
        if (!TryParsePrice(line[fields[1]], out long price) || (isQuote && !TryParsePrice(line[fields[3]], out askPrice)))
        {
            return TapeRowFault.Price;
        }

        if (!TryParseSize(line[fields[2]], out ulong size) || (isQuote && !TryParseSize(line[fields[4]], out askSize)))
        {
            return TapeRowFault.Size;
        }

        ReadOnlySpan<byte> exchange = line[fields[count - 3]];
        if (exchange is not [>= (byte)'A' and <= (byte)'Z'])
        {
            return TapeRowFault.Exchange;
        }

        if (!TryParseConditions(line[fields[count - 2]], out uint conditions))
        {
            return TapeRowFault.Conditions;
        }

        ReadOnlySpan<byte> suspicious = line[fields[count - 1]];
        if (suspicious is not [(byte)'0' or (byte)'1'])
        {
            return TapeRowFault.Suspicious;
        }

        row = new TapeRow
        {
            NanosOfDay = nanos,
            Price = price,
            Size = size,
            AskPrice = askPrice,
            AskSize = askSize,
            Exchange = exchange[0],
            Conditions = conditions,
            IsSuspicious = suspicious[0] == '1',
        };
        return isQuote ? TapeRowFault.None : row.FaultOfTrade();
    }

    private TapeRowFault FaultOfTrade()
    {
        if (Price == 0)
        {
            return TapeRowFault.Price;
        }

        // An official price may be printed without a size: it is no trade.
        return Size == 0 && !TapeConditions.IsOfficialPrice(Conditions) ? TapeRowFault.Size : TapeRowFault.None;
    }

    /// <summary>Finds the fields; returns how many there are, at most as many as there is room for.</summary>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int start = 0;
        int count = 0;
        while (count < fields.Length)
        {
            int length = line[start..].IndexOf((byte)',');
            fields[count++] = length < 0 ? start..line.Length : start..(start + length);
            if (length < 0)
            {
                break;
            }

            start += length + 1;
        }

        return count;
    }

    private static bool TryParseTime(ReadOnlySpan<byte> text, out long nanos)
    {
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        nanos = 0;
        if (!TryParseWhole(whole, out ulong millis) || millis >= MillisPerDay)
        {
            return false;
        }

        long fraction = 0;
        long unit = NanosPerMilli;
        foreach (byte digit in point < 0 ? default : text[(point + 1)..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            // Digits beyond the nanosecond are cut off.
            unit /= 10;
            fraction += (digit - '0') * unit;
        }

        nanos = ((long)millis * NanosPerMilli) + fraction;
        return true;
    }

    private static bool TryParsePrice(ReadOnlySpan<byte> text, out long price)
    {
        bool isNumber = TryParseWhole(text, out ulong number) && number <= long.MaxValue;
        price = isNumber ? (long)number : 0;
        return isNumber;
    }

    private static bool TryParseSize(ReadOnlySpan<byte> text, out ulong size) => TryParseWhole(text, out size);

    private static bool TryParseWhole(ReadOnlySpan<byte> text, out ulong number) =>
        Utf8Parser.TryParse(text, out number, out int read) && read == text.Length && text[0] is >= (byte)'0' and <= (byte)'9';

    private static bool TryParseConditions(ReadOnlySpan<byte> text, out uint conditions) =>
        Utf8Parser.TryParse(text, out conditions, out int read, 'X') && read == text.Length;
}
