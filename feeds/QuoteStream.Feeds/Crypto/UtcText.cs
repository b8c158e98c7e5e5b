namespace QuoteStream.Feeds.Crypto;

/// <summary>Reads the venue's times, "2026-08-09T21:05:48.228568804Z", to the nanosecond.</summary>
/// <remarks>Hot path: once a message and once a trade. Does not allocate. RFC 3339, section 5.6, with Z for the zone alone.</remarks>
internal static class UtcText
{
    private const int DateLength = 10;
    private const int SecondsLength = 19;
    private const int MaxFraction = 9;
    private const ulong NanosPerTick = 100;
    private const ulong NanosPerSecond = 1_000_000_000;

    // The ingest protocol's nanoseconds end in 2554, and a venue's clock that is off by decades is no time.
    private const int LastYear = 2500;

    /// <param name="nanos">Nanoseconds since the Unix epoch, UTC.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out ulong nanos)
    {
        nanos = 0;
        if (text.Length <= SecondsLength || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[DateLength] != 'T'
            || text[13] != ':' || text[16] != ':'
            || !TryNumber(text[..4], out int year) || !TryNumber(text[5..7], out int month) || !TryNumber(text[8..DateLength], out int day)
            || !TryNumber(text[11..13], out int hour) || !TryNumber(text[14..16], out int minute) || !TryNumber(text[17..SecondsLength], out int second))
        {
            return false;
        }

        // A leap second is the last one of its minute once more.
        second = Math.Min(second, second == 60 ? 59 : int.MaxValue);
        if (year is < 1970 or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59 || !TryFraction(text[SecondsLength..^1], out ulong fraction))
        {
            return false;
        }

        var time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        nanos = ((ulong)(time - DateTime.UnixEpoch).Ticks * NanosPerTick) + fraction;
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out ulong nanos)
    {
        nanos = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != '.' || text.Length is 1 or > MaxFraction + 1 || !TryNumber(text[1..], out int digits))
        {
            return false;
        }

        nanos = (ulong)digits;
        for (int i = text.Length - 1; i < MaxFraction; i++)
        {
            nanos *= 10;
        }

        return nanos < NanosPerSecond;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
