using System.Globalization;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Csv;

/// <summary>What a tape file's name tells: its day and its symbol, as 20131007_ibm_Trade_Tick.csv does.</summary>
internal static class TapeFileName
{
    private const int LeastParts = 3;
    private const int MaxSymbolLength = 32;

    /// <exception cref="FeedFormatException">Neither the name nor the user tells.</exception>
    public static (DateOnly Date, string Symbol) Read(string name, FeedOpening opening)
    {
        string[] parts = Path.GetFileNameWithoutExtension(name).Split('_');
        bool isUsual = parts.Length >= LeastParts;
        DateOnly date = default;
        bool tellsDate = isUsual
            && DateOnly.TryParseExact(parts[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            && date.Year is >= 1980 and < 2100;
        string? symbol = opening.Symbol ?? (isUsual && parts[1].Length is > 0 and <= MaxSymbolLength ? parts[1].ToUpperInvariant() : null);
        if ((!tellsDate && opening.Date is null) || symbol is null)
        {
            throw new FeedFormatException(
                $"{name}: its day and its symbol are told neither by the name, as in 20131007_ibm_Trade_Tick.csv, nor by --date and --symbol.");
        }

        return (opening.Date ?? date, symbol);
    }

    /// <summary>Midnight in New York: nanoseconds since the Unix epoch.</summary>
    /// <remarks>The clocks change in nights from Saturday to Sunday, so that a trading day has one offset.</remarks>
    /// <exception cref="FeedFormatException">The system has no time zones.</exception>
    public static ulong MidnightNanos(DateOnly date)
    {
        try
        {
            TimeZoneInfo newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
            DateTime midnight = TimeZoneInfo.ConvertTimeToUtc(date.ToDateTime(TimeOnly.MinValue), newYork);
            return (ulong)(midnight - DateTime.UnixEpoch).Ticks * 100;
        }
        catch (TimeZoneNotFoundException)
        {
            throw new FeedFormatException("The system does not know New York's time zone, in which the file's times are: install tzdata.");
        }
    }
}
