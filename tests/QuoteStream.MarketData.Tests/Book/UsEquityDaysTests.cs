using System.Globalization;
using QuoteStream.MarketData.Book;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class UsEquityDaysTests
{
    private static readonly IEnumerable<int> Years = Enumerable.Range(1990, 2051 - 1990);

    // Funerals and mourning of presidents, the attacks of 2001, the hurricane of 2012.
    private static readonly string[] SpecialClosures =
    [
        "1994-04-27", "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-29", "2012-10-30",
        "2018-12-05", "2025-01-09",
    ];

    /// <summary>As the exchange has published them.</summary>
    [Theory]
    [InlineData(2025, "0101 0109 0120 0217 0418 0526 0619 0704 0901 1127 1225", "0703 1128 1224")]
    [InlineData(2026, "0101 0119 0216 0403 0525 0619 0703 0907 1126 1225", "1127 1224")]
    [InlineData(2027, "0101 0118 0215 0326 0531 0618 0705 0906 1125 1224", "1126")]
    [InlineData(2028, "0117 0221 0414 0529 0619 0704 0904 1123 1225", "0703 1124")]
    public void Published_year_is_as_it_was_published(int year, string closed, string closesAtOne)
    {
        Assert.Equal(closed, Join(Weekdays(year).Where(date => !UsEquityDays.IsTradingDay(date))));
        Assert.Equal(closesAtOne, Join(Weekdays(year).Where(date => UsEquityDays.CloseOn(date) == new TimeOnly(13, 0))));
    }

    [Fact]
    public void Years_have_as_many_trading_days_as_their_tapes()
    {
        int[] from1990 =
        [
            253, 253, 254, 253, 252, 252, 254, 253, 252, 252, 252, 248, 252, 252, 252, 252, 251, 251, 253, 252, 252, 252, 250, 252, 252, 252,
            252, 251, 251, 252, 253, 252, 251, 250, 252, 250,
        ];
        Assert.Equal(from1990, Enumerable.Range(1990, from1990.Length).Select(year => Weekdays(year).Count(UsEquityDays.IsTradingDay)));
    }

    [Fact]
    public void Weekday_is_closed_exactly_when_the_rules_say_so()
    {
        foreach (var date in Years.SelectMany(Weekdays))
        {
            Assert.True(UsEquityDays.IsTradingDay(date) == (HolidayOf(date) is null), $"{date:yyyy-MM-dd} {HolidayOf(date)}");
        }
    }

    [Fact]
    public void Weekend_is_never_a_trading_day() =>
        Assert.All(
            Years.SelectMany(AllDays).Where(date => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday),
            date => Assert.False(UsEquityDays.IsTradingDay(date)));

    [Theory]
    [InlineData("1990-11-23", 14, 0)]
    [InlineData("1992-12-24", 14, 0)]
    [InlineData("1993-11-26", 13, 0)]
    [InlineData("1994-02-11", 14, 30)]
    [InlineData("1996-07-03", 16, 0)]
    [InlineData("1996-07-05", 13, 0)]
    [InlineData("1997-10-27", 15, 30)]
    [InlineData("2002-07-05", 13, 0)]
    [InlineData("2003-12-26", 13, 0)]
    [InlineData("2012-07-03", 13, 0)]
    [InlineData("2013-07-03", 13, 0)]
    [InlineData("2013-07-05", 16, 0)]
    [InlineData("2020-07-02", 16, 0)]
    [InlineData("2020-11-27", 13, 0)]
    [InlineData("2026-07-02", 16, 0)]
    [InlineData("2031-12-24", 13, 0)]
    public void Early_close_is_known(string date, int hour, int minute)
    {
        Assert.True(UsEquityDays.IsTradingDay(Date(date)));
        Assert.Equal(new TimeOnly(hour, minute), UsEquityDays.CloseOn(Date(date)));
    }

    [Fact]
    public void Early_closes_fall_on_trading_days_beside_a_holiday_from_2006_on() =>
        Assert.All(
            Years.Where(year => year >= 2006).SelectMany(Weekdays).Where(date => UsEquityDays.CloseOn(date) != new TimeOnly(16, 0)),
            date => Assert.True(UsEquityDays.IsTradingDay(date) && (!UsEquityDays.IsTradingDay(date.AddDays(1)) || !UsEquityDays.IsTradingDay(date.AddDays(-1)))));

    [Theory]
    [InlineData("1985-12-25")]
    [InlineData("2051-12-25")]
    public void Weekday_of_a_year_without_data_is_a_trading_day(string date) => Assert.True(UsEquityDays.IsTradingDay(Date(date)));

    [Fact]
    public void Neighbours_of_a_date_are_the_trading_days_around_it()
    {
        Assert.Equal(Date("2001-09-10"), UsEquityDays.TradingDayUntil(Date("2001-09-16")));
        Assert.Equal(Date("2001-09-17"), UsEquityDays.TradingDayAfter(Date("2001-09-10")));
        Assert.Equal(Date("2026-11-20"), UsEquityDays.TradingDayUntil(Date("2026-11-20")));
        Assert.Equal(Date("2026-11-23"), UsEquityDays.TradingDayAfter(Date("2026-11-20")));
    }

    /// <summary>The rules, asked of one date instead of written into a year.</summary>
    private static string? HolidayOf(DateOnly date)
    {
        if (SpecialClosures.Contains(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
        {
            return "special closure";
        }

        var (month, day, weekday) = (date.Month, date.Day, date.DayOfWeek);
        var isMonday = weekday == DayOfWeek.Monday;
        return month switch
        {
            1 when day == 1 || (day == 2 && isMonday) => "New Year",
            1 when date.Year >= 1998 && isMonday && day is >= 15 and <= 21 => "Martin Luther King",
            2 when isMonday && day is >= 15 and <= 21 => "Washington",
            3 or 4 when IsGoodFriday(date) => "Good Friday",
            5 when isMonday && day >= 25 => "Memorial Day",
            6 when date.Year >= 2022 && IsObserved(date, 19) => "Juneteenth",
            7 when IsObserved(date, 4) => "Independence Day",
            9 when isMonday && day <= 7 => "Labor Day",
            11 when weekday == DayOfWeek.Thursday && day is >= 22 and <= 28 => "Thanksgiving",
            12 when IsObserved(date, 25) => "Christmas",
            _ => null,
        };
    }

    private static bool IsObserved(DateOnly date, int holiday) =>
        date.Day == holiday
        || (date.Day == holiday - 1 && date.DayOfWeek == DayOfWeek.Friday)
        || (date.Day == holiday + 1 && date.DayOfWeek == DayOfWeek.Monday);

    // Easter of 1900 to 2099 after Gauss, in days from 22 March.
    private static bool IsGoodFriday(DateOnly date)
    {
        var year = date.Year;
        var moon = ((19 * (year % 19)) + 24) % 30;
        var sunday = ((2 * (year % 4)) + (4 * (year % 7)) + (6 * moon) + 5) % 7;
        var afterMarch22 = moon + sunday;
        afterMarch22 -= afterMarch22 == 35 || (afterMarch22 == 34 && moon == 28 && year % 19 > 10) ? 7 : 0;
        return date == new DateOnly(year, 3, 22).AddDays(afterMarch22 - 2);
    }

    private static IEnumerable<DateOnly> Weekdays(int year) =>
        AllDays(year).Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    private static IEnumerable<DateOnly> AllDays(int year) =>
        Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(day => new DateOnly(year, 1, 1).AddDays(day));

    private static string Join(IEnumerable<DateOnly> dates) =>
        string.Join(' ', dates.Select(date => date.ToString("MMdd", CultureInfo.InvariantCulture)));

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
