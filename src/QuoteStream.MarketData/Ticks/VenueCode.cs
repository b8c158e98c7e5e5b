using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Ticks;

/// <summary>A short code as a venue prints it (a halt's reason, a trade's conditions): up to 15 characters of printable ASCII, kept in place.</summary>
public struct VenueCode
{
    /// <summary>Long enough for every code of CTA, UTP, Nasdaq and IEX, which have at most four characters.</summary>
    public const int MaxLength = 15;

    private Buffer _text;
    private byte _length;

    public readonly bool IsEmpty => _length == 0;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_text)[.._length];

    /// <summary>The first eight characters as one number, zeros behind the last.</summary>
    internal readonly ulong Head => Unsafe.ReadUnaligned<ulong>(in _text[0]);

    /// <summary>A code of at most eight characters, from its <see cref="Head"/>.</summary>
    internal static VenueCode FromHead(ulong head)
    {
        var code = default(VenueCode);
        Unsafe.WriteUnaligned(ref code._text[0], head);
        code._length = (byte)(sizeof(ulong) - (System.Numerics.BitOperations.LeadingZeroCount(head) / 8));
        return code;
    }

    /// <summary>False when the text is too long or has other than printable ASCII.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> text, out VenueCode code)
    {
        code = default;
        if (text.Length > MaxLength || !PrintableAscii.IsOnly(text))
        {
            return false;
        }

        text.CopyTo(code._text);
        code._length = (byte)text.Length;
        return true;
    }

    public override readonly string ToString() => System.Text.Encoding.ASCII.GetString(Text);

    [InlineArray(MaxLength)]
    private struct Buffer
    {
        private byte _first;
    }
}
