using System.Globalization;
using System.Text.RegularExpressions;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Itch;

/// <summary>The trade date that a feed's times of day belong to: found in a file's name, and turned into a time of the world's clock.</summary>
internal static partial class ItchDay
{
    private const string NewYork = "America/New_York";

    // The venue's first day in this protocol lies in it, and any that a file of today can be of.
    private const int FirstYear = 2000;
    private const int LastYear = 2099;

    private static readonly string[] Layouts = ["yyyyMMdd", "MMddyyyy", "yyyy-MM-dd"];

    /// <summary>The day in a name such as "01302020.NASDAQ_ITCH50.gz" or "aapl_20200130.itch50"; null where it tells none.</summary>
    public static DateOnly? FromName(string name)
    {
        foreach (ValueMatch match in Digits().EnumerateMatches(name))
        {
            ReadOnlySpan<char> text = name.AsSpan(match.Index, match.Length);
            foreach (string layout in Layouts)
            {
                if (DateOnly.TryParseExact(text, layout, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                    && day.Year is >= FirstYear and <= LastYear)
                {
                    return day;
                }
            }
        }

        return null;
    }

    /// <summary>The day in New York at a time of the world's clock.</summary>
    /// <param name="timeNanos">Since the Unix epoch, UTC.</param>
    public static DateOnly At(ulong timeNanos)
    {
        DateTime utc = DateTime.UnixEpoch.AddTicks((long)(timeNanos / 100));
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone()));
    }

    /// <summary>The midnight that a day begins with in New York: nanoseconds since the Unix epoch, UTC.</summary>
    public static ulong MidnightNanos(DateOnly day)
    {
        DateTime utc = TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), Zone());
        return (ulong)(utc - DateTime.UnixEpoch).Ticks * 100;
    }

    private static TimeZoneInfo Zone()
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(NewYork);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FeedFormatException($"Its times are New York's, whose clock this machine does not know ({NewYork}): install the tzdata package.");
        }
    }

    [GeneratedRegex(@"(?<!\d)(?:\d{8}|\d{4}-\d\d-\d\d)(?!\d)")]
    private static partial Regex Digits();
}
