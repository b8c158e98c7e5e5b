using System.Text;

namespace QuoteStream.Feeds.Adapters;

/// <summary>The symbols that a user selected, as the feed writes them. Immutable; any thread.</summary>
public sealed class SymbolFilter
{
    /// <summary>More than any venue lists.</summary>
    public const int MaxSymbols = 100_000;

    // Most symbols fit into a number: nothing is hashed byte by byte.
    private const int ShortBytes = sizeof(ulong);

    private readonly HashSet<ulong> _short = [];
    private readonly HashSet<string> _long = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _longLookup;

    /// <param name="symbols">1 to <see cref="MaxSymbols"/>, each of 1 to 32 ASCII characters.</param>
    public SymbolFilter(IEnumerable<string> symbols)
    {
        foreach (string symbol in symbols)
        {
            if (symbol.Length <= ShortBytes)
            {
                _short.Add(Pack(Encoding.ASCII.GetBytes(symbol)));
            }
            else
            {
                _long.Add(symbol);
            }
        }

        _longLookup = _long.GetAlternateLookup<ReadOnlySpan<char>>();
        Count = _short.Count + _long.Count;
    }

    public int Count { get; }

    public bool Contains(ReadOnlySpan<byte> symbol) =>
        symbol.Length <= ShortBytes ? _short.Contains(Pack(symbol)) : _long.Count > 0 && ContainsLong(symbol);

    private bool ContainsLong(ReadOnlySpan<byte> symbol)
    {
        const int MaxSymbolBytes = 32;
        Span<char> text = stackalloc char[MaxSymbolBytes];
        return symbol.Length <= MaxSymbolBytes && _longLookup.Contains(text[..Encoding.Latin1.GetChars(symbol, text)]);
    }

    private static ulong Pack(ReadOnlySpan<byte> symbol)
    {
        ulong packed = 0;
        foreach (byte b in symbol)
        {
            packed = (packed << 8) | b;
        }

        return packed;
    }
}
