using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Ticks;

/// <summary>A venue's trade id or match number: up to 39 characters of printable ASCII, kept in place.</summary>
public struct TradeId
{
    /// <summary>Holds a 128-bit number in decimal, and a UUID.</summary>
    public const int MaxLength = 39;

    // The first decimals of pi and e, in hexadecimal: odd, and without a pattern.
    private const ulong Multiplier = 0x243F6A8885A308D3;
    private const ulong VenueMultiplier = 0xB7E151628AED2A6B;

    // Another in each process, so that nobody can choose ids that collide.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

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

    /// <summary>
    /// The id at a venue as 64 bits, by which trades are told apart; 0 for an empty id and no other. Of a million ids, two share a key once in 30 million days.
    /// </summary>
    internal readonly ulong KeyAt(Mic venue)
    {
        if (_length == 0)
        {
            return 0;
        }

        // Behind the text are zeros, then the length: five words are the whole struct.
        var key = Seed ^ (venue.Code * VenueMultiplier);
        ref readonly var text = ref _text[0];
        for (nuint at = 0; at < _length; at += sizeof(ulong))
        {
            var high = Math.BigMul(Unsafe.ReadUnaligned<ulong>(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in text), at)) ^ key, Multiplier, out ulong low);
            key = high ^ low ^ (key >> 1);
        }

        return key == 0 ? 1 : key;
    }

    public override readonly string ToString() => System.Text.Encoding.ASCII.GetString(Text);

    [InlineArray(MaxLength)]
    private struct Buffer
    {
        private byte _first;
    }
}
