namespace QuoteStream.Feeds.Crypto;

/// <summary>Reads the decimal texts in which crypto venues print prices and sizes into whole units of 1e-9, never by way of floating point.</summary>
/// <remarks>Hot path: four times a quote, twice a trade. Does not allocate.</remarks>
internal static class DecimalText
{
    /// <summary>Digits behind the point that are kept: as many as the ingest protocol and the server carry.</summary>
    public const int Decimals = 9;

    // More than fit into 64 bits are too large or only zeros: nobody prints a thousand of those, and a text must not keep us busy.
    private const int MaxLength = 64;

    /// <param name="nanos">Units of 1e-9, at most <see cref="long.MaxValue"/>, which it is where the text says more.</param>
    public static DecimalFit Read(ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        if (text.Length is 0 or > MaxLength)
        {
            return DecimalFit.NotDecimal;
        }

        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || !IsDigits(whole) || !IsDigits(fraction))
        {
            return DecimalFit.NotDecimal;
        }

        ReadOnlySpan<byte> kept = fraction[..Math.Min(fraction.Length, Decimals)];
        UInt128 value = 0;
        foreach (byte digit in whole)
        {
            // 64 digits could overflow even 128 bits: what is above the bound stays above it.
            value = value > long.MaxValue ? value : (value * 10) + (uint)(digit - '0');
        }

        for (int i = 0; i < Decimals; i++)
        {
            value = value > long.MaxValue ? value : (value * 10) + (uint)(i < kept.Length ? kept[i] - '0' : 0);
        }

        if (value > long.MaxValue)
        {
            nanos = long.MaxValue;
            return DecimalFit.TooLarge;
        }

        nanos = (long)value;
        ReadOnlySpan<byte> cut = fraction[kept.Length..];
        return cut.IndexOfAnyExcept((byte)'0') < 0 ? DecimalFit.Exact : cut[0] >= (byte)'5' ? DecimalFit.CutFromHalf : DecimalFit.CutBelowHalf;
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
