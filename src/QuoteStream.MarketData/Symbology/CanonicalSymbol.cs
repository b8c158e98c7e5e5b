using System.Buffers;

namespace QuoteStream.MarketData.Symbology;

/// <summary>The one spelling of a symbol inside the server and towards its clients.</summary>
/// <remarks>
/// <para>
/// A US security is its root, of capital letters and digits, and where it is not the plain share a dot and its CMS suffix:
/// <c>AAPL</c>, <c>BRK.A</c>, <c>AA.PR</c>, <c>AA.PRA</c>, <c>ACB.WS</c>, <c>XYZ.RTWI</c>. A suffix is at most one kind of security, a
/// class letter where that kind has classes, and what is being done with it, in this order:
/// </para>
/// <code>
/// symbol = root [ "." suffix ]        root   = 1*( A-Z / 0-9 )
/// suffix = kind *modifier / 1*modifier / "EC" / "PP" / "TEST"
/// kind   = class / "PR" [class] / "WS" [class] / "RT" / "U"
/// class  = A-Z; alone not U, for that is a unit
/// modifier, each once and in this order = "CV" "CL" "WD" "WI"
/// </code>
/// <para>No two of these read alike, so that each has one spelling in every symbology, and comes back from it unchanged.</para>
/// <para>
/// A pair is BASE-QUOTE: <c>BTC-USD</c>. Providers that name instruments of other markets in canonical form choose their own names of
/// 1 to 32 printable ASCII characters, without those in which symbols are listed, quoted or embedded: space, comma, asterisk, quotes,
/// backslash, angle brackets. Case matters: a symbol is never folded.
/// </para>
/// </remarks>
public static class CanonicalSymbol
{
    /// <summary>Bytes of the longest symbol in every symbology, as the ingest contract has it. US feeds' own fields hold 8 to 11.</summary>
    public const int MaxLength = 32;

    private static readonly SearchValues<byte> Characters =
        SearchValues.Create("!#$%&()+-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Whether this may be a symbol at all, not whether there is such a security.</summary>
    public static bool IsValid(ReadOnlySpan<byte> symbol) => symbol.Length is > 0 and <= MaxLength && !symbol.ContainsAnyExcept(Characters);
}
