using System.Buffers.Text;
using System.Globalization;

namespace QuoteStream.Server.Streaming;

/// <summary>Where a stream is: what the <c>id</c> of its last event says, and <c>Last-Event-ID</c> brings back.</summary>
/// <param name="Epoch">Of the server's run that the cursor belongs to; 32 bits, printed as eight hexadecimal digits.</param>
/// <param name="Tide">The client has everything that was published up to this number of the server's <see cref="MarketData.Channels.TideClock"/>.</param>
/// <param name="Symbols">
/// Of a stream whose symbols were changed: which ones it says this of (<see cref="Selections.StreamSelection.SymbolsHash"/>), since the client
/// may come back with the list that it began with. 0: of those that it comes back with.
/// </param>
/// <remarks>
/// Printed as <c>q1.EPOCH.TIDE</c> or <c>q1.EPOCH.TIDE.SYMBOLS</c>: 40 characters at most, so that the <see cref="TransactionCursor"/> fits into
/// the 64 that the contract allows.
/// </remarks>
internal readonly record struct StreamCursor(uint Epoch, long Tide, uint Symbols = 0)
{
    /// <summary>As the contract says. A client may send anything.</summary>
    public const int MaxLength = 64;

    /// <summary>Of an <c>id</c> line: its name, the cursor, the line's end.</summary>
    public const int MaxLineBytes = MaxLength + 5;

    private const string Prefix = "q1.";
    private const int HexLength = 8;

    /// <summary>False for whatever is not a cursor of this form: that is no error, the stream begins with snapshots.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out StreamCursor cursor) => TryParse(text, out cursor, out _);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out StreamCursor)"/>
    /// <param name="transactions">None where the id has no such part; it may have one also where the quotes' part makes no sense.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out StreamCursor cursor, out TransactionCursor transactions)
    {
        cursor = default;
        transactions = default;
        if (text.Length > MaxLength)
        {
            return false;
        }

        text = TransactionCursor.TakeFrom(text, out transactions);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length < Prefix.Length + HexLength + 2
            || text[Prefix.Length + HexLength] != '.')
        {
            return false;
        }

        var rest = text[(Prefix.Length + HexLength + 1)..];
        uint symbols = 0;
        if (rest.IndexOf('.') is var dot and >= 0)
        {
            if (!TryParseHex(rest[(dot + 1)..], out symbols) || symbols == 0)
            {
                return false;
            }

            rest = rest[..dot];
        }

        if (!TryParseHex(text.Slice(Prefix.Length, HexLength), out var epoch)
            || !long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var tide))
        {
            return false;
        }

        cursor = new StreamCursor(epoch, tide, symbols);
        return true;
    }

    /// <summary>Writes the event's <c>id</c> line; returns how many bytes.</summary>
    public int WriteLine(in TransactionCursor transactions, Span<byte> destination)
    {
        "id: "u8.CopyTo(destination);
        var length = 4 + Write(destination[4..]);
        length += transactions.Write(destination[length..]);
        destination[length] = (byte)'\n';
        return length + 1;
    }

    public override string ToString() => ToString(default);

    public string ToString(in TransactionCursor transactions)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        var length = Write(utf8);
        return System.Text.Encoding.ASCII.GetString(utf8[..(length + transactions.Write(utf8[length..]))]);
    }

    private static bool TryParseHex(ReadOnlySpan<char> text, out uint value)
    {
        value = 0;
        return text.Length == HexLength && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static void WriteHex(uint value, Span<byte> destination) =>
        Utf8Formatter.TryFormat(value, destination, out _, new System.Buffers.StandardFormat('x', HexLength));

    private int Write(Span<byte> destination)
    {
        "q1."u8.CopyTo(destination);
        WriteHex(Epoch, destination[3..]);
        destination[3 + HexLength] = (byte)'.';
        Utf8Formatter.TryFormat(Tide, destination[(4 + HexLength)..], out var digits);
        var length = 4 + HexLength + digits;
        if (Symbols != 0)
        {
            destination[length] = (byte)'.';
            WriteHex(Symbols, destination[(length + 1)..]);
            length += 1 + HexLength;
        }

        return length;
    }
}
