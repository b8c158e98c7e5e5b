using System.Globalization;

namespace QuoteStream.Server.Portfolios.Orders;

/// <summary>Reads a number as JSON writes it, exactly or not at all: <see cref="decimal"/>'s own reader rounds what has too many digits.</summary>
internal static class ExactNumber
{
    /// <summary>Characters. The longest number that a ledger can hold has 26.</summary>
    private const int MaxLength = 64;

    /// <summary>Digits that a decimal holds whatever they are.</summary>
    private const int MaxDigits = 28;

    /// <summary>Digits after the point of everything in a ledger.</summary>
    private const int MaxDecimals = 9;

    /// <summary>The largest exponent that is looked at: more could only be 0 or too large.</summary>
    private const int MaxExponent = 99;

    /// <returns>What is wrong, as in <see cref="Portfolio.Booking.OrderFault"/>; null when nothing is.</returns>
    public static string? Read(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        if (text.Length > MaxLength || !TrySplit(text, out var whole, out var fraction, out var exponent))
        {
            return "must be a number such as 189.13.";
        }

        Span<char> buffer = stackalloc char[MaxLength];
        whole.CopyTo(buffer);
        fraction.CopyTo(buffer[whole.Length..]);
        var digits = buffer[..(whole.Length + fraction.Length)];
        var decimals = fraction.Length - exponent;
        while (digits.Length > 0 && digits[^1] == '0')
        {
            digits = digits[..^1];
            decimals--;
        }

        digits = digits.TrimStart('0');
        if (digits.Length == 0)
        {
            return null;
        }

        if (decimals > MaxDecimals)
        {
            return $"must have at most {MaxDecimals} decimals.";
        }

        // Zeros that the exponent adds count too: nothing of that size is in a ledger.
        if (digits.Length + Math.Max(0, -decimals) > MaxDigits)
        {
            return "is too large.";
        }

        var mantissa = decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        number = Scale(text[0] == '-' ? -mantissa : mantissa, decimals);
        return null;
    }

    private static decimal Scale(decimal mantissa, int decimals)
    {
        if (decimals > 0)
        {
            return mantissa * new decimal(1, 0, 0, false, (byte)decimals);
        }

        for (var i = decimals; i < 0; i++)
        {
            mantissa *= 10;
        }

        return mantissa;
    }

    // RFC 8259, 6: no plus, no point without digits on both sides, no zeros in front.
    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> fraction, out int exponent)
    {
        fraction = default;
        exponent = 0;
        var rest = text.StartsWith('-') ? text[1..] : text;
        whole = TakeDigits(ref rest);
        if (whole.IsEmpty || (whole.Length > 1 && whole[0] == '0'))
        {
            return false;
        }

        if (rest.StartsWith('.'))
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
            if (fraction.IsEmpty)
            {
                return false;
            }
        }

        return rest.IsEmpty || (rest[0] is 'e' or 'E' && TryReadExponent(rest[1..], out exponent));
    }

    private static bool TryReadExponent(ReadOnlySpan<char> text, out int exponent)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        var read = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out exponent) && exponent <= MaxExponent;
        exponent = isNegative ? -exponent : exponent;
        return read;
    }

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits;
    }
}
