namespace QuoteStream.MarketData.Ticks;

/// <summary>An exact price. It may be 0 or negative, as spreads and some futures are.</summary>
/// <param name="Nanos">Units of 1e-9; <see cref="long.MaxValue"/> is no price at all. The default is a price of 0, not <see cref="None"/>.</param>
public readonly record struct Price(long Nanos) : IComparable<Price>, ISpanFormattable, IUtf8SpanFormattable
{
    private const long NoneNanos = long.MaxValue;

    /// <summary>No price. It compares above every price, so ask <see cref="HasValue"/> before comparing.</summary>
    public static Price None => new(NoneNanos);

    public bool HasValue => Nanos != NoneNanos;

    public static bool operator <(Price left, Price right) => left.Nanos < right.Nanos;

    public static bool operator >(Price left, Price right) => left.Nanos > right.Nanos;

    public static bool operator <=(Price left, Price right) => left.Nanos <= right.Nanos;

    public static bool operator >=(Price left, Price right) => left.Nanos >= right.Nanos;

    /// <summary>Takes value x 10^exponent. False when that does not fit, would read as <see cref="None"/>, or the exponent is not -9 to 0.</summary>
    /// <remarks>Hot path: once per price of a tick.</remarks>
    public static bool TryScale(long value, int exponent, out Price price)
    {
        var fits = FixedPoint.TryScale(value, exponent, out var nanos) && nanos != NoneNanos;
        price = fits ? new Price(nanos) : None;
        return fits;
    }

    public int CompareTo(Price other) => Nanos.CompareTo(other.Nanos);

    /// <summary>The shortest exact decimal; "none" for <see cref="None"/>.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[FixedPoint.MaxBytes];
        TryFormat(text, out var length, default, null);
        return text[..length].ToString();
    }

    /// <summary>As <see cref="ToString()"/>: there is one way to write a price, so format and culture are not asked.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc cref="ToString(string?, IFormatProvider?)"/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> utf8 = stackalloc byte[FixedPoint.MaxBytes];
        TryFormat(utf8, out var length, default, null);
        charsWritten = destination.Length < length ? 0 : length;
        return destination.Length >= length
            && System.Text.Ascii.ToUtf16(utf8[..length], destination, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <inheritdoc cref="ToString(string?, IFormatProvider?)"/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> utf8 = stackalloc byte[FixedPoint.MaxBytes];
        var written = utf8[..Write(utf8)];
        bytesWritten = utf8Destination.Length < written.Length ? 0 : written.Length;
        return written.TryCopyTo(utf8Destination);
    }

    private int Write(Span<byte> utf8)
    {
        if (HasValue)
        {
            return FixedPoint.Format(Nanos, utf8);
        }

        "none"u8.CopyTo(utf8);
        return "none"u8.Length;
    }
}
