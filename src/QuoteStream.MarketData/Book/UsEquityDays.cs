using System.Globalization;

namespace QuoteStream.MarketData.Book;

/// <summary>On which dates US shares trade, and until when: holidays, special closures and early closes of 1990 to 2050.</summary>
/// <remarks>
/// Any thread. The dates, the rules they follow and their sources are in <c>UsEquityDays.txt</c>. Outside those years every weekday is a
/// trading day: a holiday among them then begins a trade date of its own, in which nothing trades.
/// </remarks>
internal static class UsEquityDays
{
    private const string Resource = "UsEquityDays.txt";

    private static readonly TimeOnly UsualClose = new(16, 0);
    private static readonly HashSet<DateOnly> Closed = [];
    private static readonly Dictionary<DateOnly, TimeOnly> EarlyCloses = [];

    static UsEquityDays()
    {
        using var text = new StreamReader(typeof(UsEquityDays).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}."));
        while (text.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                ReadYear(line);
            }
        }
    }

    public static bool IsTradingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Closed.Contains(date);

    /// <summary>When continuous trading ends on a trading day: New York's wall clock.</summary>
    public static TimeOnly CloseOn(DateOnly date) => EarlyCloses.GetValueOrDefault(date, UsualClose);

    /// <summary>The date itself when it is a trading day.</summary>
    public static DateOnly TradingDayUntil(DateOnly date)
    {
        while (!IsTradingDay(date))
        {
            date = date.AddDays(-1);
        }

        return date;
    }

    public static DateOnly TradingDayAfter(DateOnly date)
    {
        do
        {
            date = date.AddDays(1);
        }
        while (!IsTradingDay(date));
        return date;
    }

    private static void ReadYear(string line)
    {
        var fields = line.Split(' ');
        foreach (var field in fields.AsSpan(1))
        {
            var parts = field.Split('@');
            var date = DateOnly.ParseExact(fields[0] + parts[0], "yyyyMMdd", CultureInfo.InvariantCulture);
            if (parts.Length == 1)
            {
                Closed.Add(date);
            }
            else
            {
                EarlyCloses.Add(date, TimeOnly.ParseExact(parts[1], "HHmm", CultureInfo.InvariantCulture));
            }
        }
    }
}
