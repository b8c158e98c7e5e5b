using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Ticks;

/// <summary>A venue's trade id or match number: up to 39 characters of printable ASCII, kept in place.</summary>
public struct TradeId
{
    /// <summary>Holds a 128-bit number in decimal, and a UUID.</summary>
    public const int MaxLength = 39;

    private Buffer _text;
    private byte _length;

    public readonly bool IsEmpty => _length == 0;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_text)[.._length];

    /// <summary>False when the text is too long or has other than printable ASCII.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> text, out TradeId id)
    {
        id = default;
        if (text.Length > MaxLength || !PrintableAscii.IsOnly(text))
        {
            return false;
        }

        text.CopyTo(id._text);
        id._length = (byte)text.Length;
        return true;
    }

    public override readonly string ToString() => System.Text.Encoding.ASCII.GetString(Text);

    [InlineArray(MaxLength)]
    private struct Buffer
    {
        private byte _first;
    }
}
