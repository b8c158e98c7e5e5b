using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuoteStream.MarketData.Ticks;

/// <summary>Exact decimals as integers: every price and size counts units of 1e-9.</summary>
/// <remarks>Hot path: scaled once per number of a tick, formatted ten times per frame. Nothing here allocates but on a bug's exception.</remarks>
public static class FixedPoint
{
    /// <summary>1 as units of 1e-9.</summary>
    public const long One = 1_000_000_000;

    /// <summary>Digits after the point: as many as any feed of this trade carries.</summary>
    public const int Decimals = 9;

    /// <summary>Longest text of a long: sign, 10 digits, point, 9 digits.</summary>
    public const int MaxBytes = 21;

    /// <summary>Longest text of an Int128: sign, 30 digits, point, 9 digits.</summary>
    public const int MaxWideBytes = 41;

    // Arrays, not spans over constants: those are built anew by code that the runtime has not optimized yet, and allocate there.
    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private static readonly ulong[] WholePowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>Turns value x 10^exponent into units of 1e-9. False when that overflows or the exponent is not -9 to 0.</summary>
    public static bool TryScale(long value, int exponent, out long nanos)
    {
        if ((uint)(exponent + Decimals) > Decimals)
        {
            nanos = 0;
            return false;
        }

        var high = Math.BigMul(value, PowersOfTen[exponent + Decimals], out nanos);

        // The upper half of a product that fits holds nothing but copies of the sign.
        return high == nanos >> 63;
    }

    /// <inheritdoc cref="TryScale(long, int, out long)"/>
    public static bool TryScale(ulong value, int exponent, out long nanos)
    {
        if ((uint)(exponent + Decimals) > Decimals)
        {
            nanos = 0;
            return false;
        }

        var high = Math.BigMul(value, (ulong)PowersOfTen[exponent + Decimals], out var low);
        nanos = (long)low;
        return high == 0 && nanos >= 0;
    }

    /// <summary>Writes the shortest exact decimal, never with an exponent; returns how many bytes.</summary>
    /// <param name="utf8">At least <see cref="MaxBytes"/> long, whatever the number.</param>
    public static int Format(long nanos, Span<byte> utf8)
    {
        RequireRoom(utf8, MaxBytes);
        ref var text = ref MemoryMarshal.GetReference(utf8);
        var sign = (int)((ulong)nanos >> 63);
        text = (byte)'-';

        // Negated without overflow: long.MinValue's magnitude exists as an unsigned number only.
        var magnitude = nanos < 0 ? 0UL - (ulong)nanos : (ulong)nanos;
        var whole = magnitude / One;
        var length = sign + WriteWhole(ref Unsafe.Add(ref text, sign), whole);
        return WriteFraction(ref text, length, (uint)(magnitude - (whole * One)));
    }

    /// <summary>As the 64-bit overload, for a day's volume.</summary>
    /// <param name="utf8">At least <see cref="MaxWideBytes"/> long, whatever the number.</param>
    public static int Format(Int128 nanos, Span<byte> utf8)
    {
        RequireRoom(utf8, MaxWideBytes);
        return nanos == (long)nanos ? Format((long)nanos, utf8) : FormatWide(nanos, utf8);
    }

    /// <summary>
    /// Writes 100 x numerator / denominator, a percentage, rounded half away from zero, without trailing zeros; returns how many bytes.
    /// Writes nothing when the denominator is 0: such a percentage is left out, not infinite.
    /// </summary>
    /// <param name="decimals">0 to 9.</param>
    /// <param name="utf8">At least <see cref="MaxWideBytes"/> long, whatever the number.</param>
    public static int FormatRatio(long numerator, long denominator, int decimals, Span<byte> utf8)
    {
        RequireRoom(utf8, MaxWideBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)decimals, (uint)Decimals, nameof(decimals));
        if (denominator == 0)
        {
            return 0;
        }

        var negative = (numerator ^ denominator) < 0;
        var divisor = (UInt128)Int128.Abs(denominator);
        var scaled = (UInt128)Int128.Abs(numerator) * (ulong)(100 * PowersOfTen[decimals]);
        var rounded = Divide(scaled + (divisor >> 1), divisor);
        var nanos = (Int128)rounded * PowersOfTen[Decimals - decimals];
        return Format(negative ? -nanos : nanos, utf8);
    }

    /// <summary>
    /// Reads an optional minus, digits, and an optional point with digits. False for anything else, for more than nine decimals that are
    /// not zeros, and for what does not fit.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanos)
    {
        nanos = 0;
        var negative = text.StartsWith('-');
        var digits = negative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty))
        {
            return false;
        }

        fraction = fraction.TrimEnd('0');
        whole = whole.TrimStart('0');

        // Ten digits hold the largest whole part, so that the sums below cannot overflow.
        if (fraction.Length > Decimals || whole.Length > MaxBytes - Decimals - 2
            || !TryReadDigits(whole, out var units) || !TryReadDigits(fraction, out var parts))
        {
            return false;
        }

        var magnitude = (units * One) + (parts * (ulong)PowersOfTen[Decimals - fraction.Length]);
        nanos = negative ? (long)(0UL - magnitude) : (long)magnitude;
        return magnitude <= (ulong)long.MaxValue + (negative ? 1UL : 0UL);
    }

    private static bool TryReadDigits(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (ulong)(digit - '0');
        }

        return true;
    }

    private static UInt128 Divide(UInt128 dividend, UInt128 divisor)
    {
        // Real prices stay within 64 bits here, where the division is the processor's own.
        return (dividend | divisor) >> 64 == 0 ? (ulong)dividend / (ulong)divisor : dividend / divisor;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FormatWide(Int128 nanos, Span<byte> utf8)
    {
        const ulong Chunk = 1_000_000_000_000_000_000;
        const int ChunkDigits = 18;

        ref var text = ref MemoryMarshal.GetReference(utf8);
        var length = nanos < 0 ? 1 : 0;
        text = (byte)'-';
        var magnitude = unchecked((UInt128)(nanos < 0 ? -nanos : nanos));
        var (whole, fraction) = UInt128.DivRem(magnitude, One);
        var (upper, lower) = UInt128.DivRem(whole, Chunk);
        if (upper != 0)
        {
            length += WriteWhole(ref Unsafe.Add(ref text, length), (ulong)upper);
            utf8.Slice(length, ChunkDigits).Fill((byte)'0');
            length += ChunkDigits;
            var digits = CountDigits((ulong)lower);
            WriteWhole(ref Unsafe.Add(ref text, length - digits), (ulong)lower);
        }
        else
        {
            length += WriteWhole(ref Unsafe.Add(ref text, length), (ulong)lower);
        }

        return WriteFraction(ref text, length, (uint)fraction);
    }

    /// <summary>Writes the digits of a whole number; returns how many.</summary>
    private static int WriteWhole(ref byte text, ulong value)
    {
        var digits = CountDigits(value);
        var at = digits;
        while (value >= 100)
        {
            var rest = value / 100;
            at -= 2;
            WritePair(ref Unsafe.Add(ref text, at), (uint)(value - (rest * 100)));
            value = rest;
        }

        if (value >= 10)
        {
            WritePair(ref text, (uint)value);
        }
        else
        {
            text = (byte)('0' + value);
        }

        return digits;
    }

    /// <summary>Writes the point and up to nine digits behind the first <paramref name="length"/> bytes; returns the new length.</summary>
    private static int WriteFraction(ref byte text, int length, uint fraction)
    {
        if (fraction == 0)
        {
            return length;
        }

        Unsafe.Add(ref text, length) = (byte)'.';
        ref var digits = ref Unsafe.Add(ref text, length + 1);

        // Prices of shares end within four decimals: the other five are not even looked at.
        var upper = fraction / 100_000;
        var lower = fraction - (upper * 100_000);
        WritePair(ref digits, upper / 100);
        WritePair(ref Unsafe.Add(ref digits, 2), upper % 100);
        var count = 4;
        if (lower != 0)
        {
            WritePair(ref Unsafe.Add(ref digits, 4), lower / 1_000);
            WritePair(ref Unsafe.Add(ref digits, 6), lower / 10 % 100);
            Unsafe.Add(ref digits, 8) = (byte)('0' + (lower % 10));
            count = Decimals;
        }

        while (Unsafe.Add(ref digits, count - 1) == '0')
        {
            count--;
        }

        return length + 1 + count;
    }

    private static int CountDigits(ulong value)
    {
        // 1233 / 4096 is log10(2) from below: the product guesses the digits, one comparison corrects it.
        // Setting the lowest bit gives 0 its one digit and lifts no other number over a power of ten, for those are even.
        value |= 1;
        var guess = ((BitOperations.Log2(value) + 1) * 1233) >> 12;
        return guess + (value >= WholePowersOfTen[guess] ? 1 : 0);
    }

    private static void WritePair(ref byte text, uint value)
    {
        ref var pair = ref Unsafe.Add(ref MemoryMarshal.GetReference(DigitPairs), (nint)(value * 2));
        Unsafe.WriteUnaligned(ref text, Unsafe.ReadUnaligned<ushort>(ref pair));
    }

    private static ReadOnlySpan<byte> DigitPairs =>
        ("0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"u8 +
        "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8);

    private static void RequireRoom(Span<byte> utf8, int bytes)
    {
        if (utf8.Length < bytes)
        {
            ThrowNoRoom(utf8.Length, bytes);
        }
    }

    private static void ThrowNoRoom(int length, int bytes) =>
        throw new ArgumentException($"The destination holds {length} bytes; a number may need {bytes}.");
}
