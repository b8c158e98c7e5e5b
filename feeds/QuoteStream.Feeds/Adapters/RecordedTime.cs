using System.Globalization;

namespace QuoteStream.Feeds.Adapters;

/// <summary>A place in a recording: a time of the day at its venue, or an instant.</summary>
public readonly record struct RecordedTime
{
    // What can be: market data is not older, and nanoseconds since the epoch go on for longer.
    private const int FirstYear = 1980;
    private const int LastYear = 2099;

    private static readonly string[] TimesOfDay = ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF"];

    private readonly TimeOnly _timeOfDay;
    private readonly DateTimeOffset? _instant;

    private RecordedTime(TimeOnly timeOfDay, DateTimeOffset? instant)
    {
        _timeOfDay = timeOfDay;
        _instant = instant;
    }

    /// <summary>Reads "9:30", "15:59:59.5" or, with its offset, "2017-07-10T13:30:00Z".</summary>
    public static bool TryParse(string text, out RecordedTime time)
    {
        if (TimeOnly.TryParseExact(text, TimesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly timeOfDay))
        {
            time = new RecordedTime(timeOfDay, null);
            return true;
        }

        // A date without an offset would be taken for one of this machine's: "as at the venue" is what is meant then, and cannot be said so.
        bool isInstant = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant)
            && text.Contains('T', StringComparison.Ordinal)
            && (text.EndsWith('Z') || text.AsSpan(text.IndexOf('T', StringComparison.Ordinal)).IndexOfAny('+', '-') > 0)
            && instant.Year is >= FirstYear and <= LastYear;
        time = isInstant ? new RecordedTime(default, instant) : default;
        return isInstant;
    }

    /// <summary>Certainly not before another, whatever the day and the venue.</summary>
    public bool IsNotBefore(RecordedTime other) => (_instant, other._instant) switch
    {
        ({ } a, { } b) => a >= b,
        (null, null) => _timeOfDay >= other._timeOfDay,
        _ => false,
    };

    /// <summary>Nanoseconds since the Unix epoch, UTC.</summary>
    /// <param name="dayNanos">Some time of the day that a time of day is of.</param>
    /// <param name="venue">ISO 10383 code, whose time zone is meant; empty: the usual one.</param>
    /// <exception cref="FeedFormatException">This machine does not know the venue's time zone.</exception>
    public ulong NanosAt(ulong dayNanos, string venue)
    {
        if (_instant is { } instant)
        {
            return Nanos(instant.UtcDateTime);
        }

        TimeZoneInfo zone = VenueZone.Of(venue);
        DateTime day = TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddTicks((long)(dayNanos / 100)), zone).Date;
        DateTime local = day + _timeOfDay.ToTimeSpan();
        return Nanos(local - zone.GetUtcOffset(local));
    }

    private static ulong Nanos(DateTime utc) => (ulong)Math.Max((utc - DateTime.UnixEpoch).Ticks, 0) * 100;
}
