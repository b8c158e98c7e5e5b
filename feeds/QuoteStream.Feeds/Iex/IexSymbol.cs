using System.Runtime.InteropServices;

namespace QuoteStream.Feeds.Iex;

/// <summary>A symbol as IEX sends it: eight bytes in Nasdaq's integrated symbology, filled with spaces.</summary>
internal readonly record struct IexSymbol(ulong Padded)
{
    public const int Bytes = 8;

    /// <summary>The symbols with which IEX tests in production; the security directory flags those of its own listings.</summary>
    public static readonly IexSymbol[] KnownTestSymbols =
        [.. new[] { "ZIEXT   ", "ZEXIT   ", "ZXIET   ", "ZWZZT   ", "ZVZZT   " }.Select(s => Read(System.Text.Encoding.ASCII.GetBytes(s)))];

    public static IexSymbol Read(ReadOnlySpan<byte> bytes) => new(MemoryMarshal.Read<ulong>(bytes));

    /// <summary>Writes the symbol without its padding; returns its length, 0 where it was all padding.</summary>
    public int CopyTo(Span<byte> target)
    {
        MemoryMarshal.Write(target, Padded);
        return target[..Bytes].TrimEnd((byte)' ').Length;
    }
}
