namespace QuoteStream.MarketData.Ticks;

/// <summary>An ISO 10383 market identifier code: four characters of A-Z and 0-9, packed.</summary>
/// <param name="Code">ASCII, the first character in the lowest byte; 0 is no venue.</param>
public readonly record struct Mic(uint Code)
{
    /// <summary>The length of every code but <see cref="None"/>.</summary>
    public const int Length = 4;

    public static Mic None => default;

    public bool IsNone => Code == 0;

    /// <summary>False for anything but four characters of A-Z and 0-9. Whether the code is registered, <see cref="VenueRegistry"/> knows.</summary>
    public static bool TryParse(ReadOnlySpan<byte> ascii, out Mic mic)
    {
        mic = default;
        if (ascii.Length != Length)
        {
            return false;
        }

        uint code = 0;
        for (var i = Length - 1; i >= 0; i--)
        {
            var c = ascii[i];
            if (!char.IsAsciiLetterUpper((char)c) && !char.IsAsciiDigit((char)c))
            {
                return false;
            }

            code = (code << 8) | c;
        }

        mic = new Mic(code);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Mic)"/>
    public static bool TryParse(string text, out Mic mic)
    {
        Span<byte> ascii = stackalloc byte[Length];
        mic = default;
        return text.Length == Length
            && System.Text.Ascii.FromUtf16(text, ascii, out _) == System.Buffers.OperationStatus.Done
            && TryParse(ascii, out mic);
    }

    /// <summary>Writes the four characters, or nothing for <see cref="None"/>; returns how many.</summary>
    public int CopyTo(Span<byte> ascii)
    {
        if (IsNone)
        {
            return 0;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(ascii, Code);
        return Length;
    }

    public override string ToString()
    {
        Span<byte> ascii = stackalloc byte[Length];
        return System.Text.Encoding.ASCII.GetString(ascii[..CopyTo(ascii)]);
    }
}
