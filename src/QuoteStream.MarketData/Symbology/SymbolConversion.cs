using System.Buffers;
using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Symbology;

/// <summary>Translates between a provider's spelling of a symbol and the canonical one.</summary>
/// <remarks>
/// Hot path: plain roots are copied after one vectorized scan. Nothing allocates. One to one: whatever translates, translates back
/// to the same bytes but for padding.
/// </remarks>
public static class SymbolConversion
{
    private static readonly SearchValues<byte> RootCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    /// <summary>False for what the symbology does not have. Spaces at the end are padding.</summary>
    /// <param name="canonical">At least <see cref="CanonicalSymbol.MaxLength"/> long.</param>
    public static bool TryToCanonical(ProviderSymbology from, ReadOnlySpan<byte> provider, Span<byte> canonical, out int length)
    {
        provider = provider.TrimEnd((byte)' ');
        return TryConvert(from, ProviderSymbology.Canonical, provider, canonical, out length);
    }

    /// <summary>False for what the symbology cannot say, such as a pair in any but the canonical one.</summary>
    /// <param name="provider">At least <see cref="CanonicalSymbol.MaxLength"/> long.</param>
    public static bool TryFromCanonical(ProviderSymbology to, ReadOnlySpan<byte> canonical, Span<byte> provider, out int length) =>
        TryConvert(ProviderSymbology.Canonical, to, canonical, provider, out length);

    private static bool TryConvert(
        ProviderSymbology from, ProviderSymbology to, ReadOnlySpan<byte> symbol, Span<byte> destination, out int length)
    {
        length = 0;
        if (symbol.Length is 0 or > CanonicalSymbol.MaxLength)
        {
            return false;
        }

        var rootLength = symbol.IndexOfAnyExcept(RootCharacters);
        if (rootLength >= 0 && from != to)
        {
            return TryConvertWithSuffix(from, to, symbol, rootLength, destination, out length);
        }

        if (rootLength >= 0 && !CanonicalSymbol.IsValid(symbol))
        {
            return false;
        }

        symbol.CopyTo(destination);
        length = symbol.Length;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryConvertWithSuffix(
        ProviderSymbology from, ProviderSymbology to, ReadOnlySpan<byte> symbol, int rootLength, Span<byte> destination, out int length)
    {
        length = 0;
        var oldSeparator = SeparatorOf(from);
        var newSeparator = SeparatorOf(to);
        var suffixText = symbol[rootLength..];
        if (rootLength == 0 || !suffixText.StartsWith(oldSeparator) || suffixText.Length == oldSeparator.Length
            || !SecuritySuffix.TryRead(from, suffixText[oldSeparator.Length..], out var suffix))
        {
            return false;
        }

        // Bounded as every symbol is, so that the way back has room as well.
        var room = destination[..CanonicalSymbol.MaxLength];
        symbol[..rootLength].CopyTo(room);
        var suffixStart = rootLength + newSeparator.Length;
        if (!newSeparator.TryCopyTo(room[rootLength..]) || !suffix.TryWrite(to, room[suffixStart..], out var suffixLength))
        {
            return false;
        }

        length = suffixStart + suffixLength;
        return true;
    }

    // CMS parts root and suffix by exactly one space; the others' suffixes begin with a character that no root has.
    private static ReadOnlySpan<byte> SeparatorOf(ProviderSymbology symbology) => symbology switch
    {
        ProviderSymbology.Canonical => "."u8,
        ProviderSymbology.Cms => " "u8,
        _ => default,
    };
}
