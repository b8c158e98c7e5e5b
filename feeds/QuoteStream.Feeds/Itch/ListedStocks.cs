using System.Runtime.CompilerServices;
using System.Text;
using QuoteStream.Feeds.Itch.Books;

namespace QuoteStream.Feeds.Itch;

/// <summary>The stocks of the day by their locate codes. Bounded, for a locate code has two bytes. One thread at a time.</summary>
/// <param name="skipsTestSymbols">Leave out the symbols with which the venue tests in production.</param>
internal sealed class ListedStocks(bool skipsTestSymbols, ItchCounts counts)
{
    // The directory flags all of them; these are known also where a recording begins after it.
    private static readonly ulong[] KnownTestSymbols =
    [
        .. new[] { "ZVZZT   ", "ZWZZT   ", "ZXZZT   ", "ZAZZT   ", "ZBZZT   ", "ZCZZT   ", "ZJZZT   " }
            .Select(symbol => ItchField.UInt64(Encoding.ASCII.GetBytes(symbol), 0)),
    ];

    private readonly ListedStock?[] _stocks = new ListedStock?[OrderBooks.MaxStocks];

    public bool SkipsTestSymbols => skipsTestSymbols;

    /// <summary>Null where no message has named the stock yet.</summary>
    public ListedStock? this[int locate] => _stocks[locate];

    public void Clear() => Array.Clear(_stocks);

    /// <summary>The stock that a message is about; null, and counted, when its locate code is another's or its symbol is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ListedStock? Of(ReadOnlySpan<byte> message, int symbolOffset)
    {
        ListedStock? stock = _stocks[ItchField.Locate(message)];
        ReadOnlySpan<byte> padded = message.Slice(symbolOffset, ItchField.SymbolBytes);
        return stock is not null && stock.PaddedSymbol == ItchField.UInt64(padded, 0) ? stock : Introduce(message, padded, stock);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ListedStock? Introduce(ReadOnlySpan<byte> message, ReadOnlySpan<byte> padded, ListedStock? known)
    {
        int locate = ItchField.Locate(message);
        ReadOnlySpan<byte> symbol = padded.TrimEnd((byte)' ');
        if (known is not null || symbol.IsEmpty || symbol.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0)
        {
            counts.UnknownStocks++;
            return null;
        }

        ulong paddedSymbol = ItchField.UInt64(padded, 0);
        return _stocks[locate] = new ListedStock(locate, symbol.ToArray(), paddedSymbol)
        {
            IsLeftOut = skipsTestSymbols && KnownTestSymbols.Contains(paddedSymbol),
        };
    }
}
