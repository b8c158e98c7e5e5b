using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class TradingCalendarTests
{
    private const long NanosPerSecond = 1_000_000_000;

    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    // The years in which electronic feeds of today's rules exist, and some more.
    private static readonly Arbitrary<long> AnyTime = Gen.Choose(0, (int)(2_000_000_000 / 60))
        .SelectMany(minute => Gen.Choose(0, int.MaxValue).Select(part => (minute * 60 * NanosPerSecond) + (part * 27L)))
        .ToArbitrary();

    private static readonly Mic Nasdaq = TestMarket.Venue("XNAS");

    private readonly TradingCalendar _calendar = new();

    [Theory]
    [InlineData("2026-01-15T12:00:00Z", "2026-01-15T05:00:00Z", "2026-01-16T05:00:00Z")]
    [InlineData("2026-07-15T12:00:00Z", "2026-07-15T04:00:00Z", "2026-07-16T04:00:00Z")]
    [InlineData("2026-07-15T03:59:59.999999900Z", "2026-07-14T04:00:00Z", "2026-07-15T04:00:00Z")]
    [InlineData("2026-07-15T04:00:00Z", "2026-07-15T04:00:00Z", "2026-07-16T04:00:00Z")]
    [InlineData("2026-03-06T12:00:00Z", "2026-03-06T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("2026-03-08T12:00:00Z", "2026-03-06T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("2026-11-01T04:30:00Z", "2026-10-30T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("2026-11-02T04:30:00Z", "2026-10-30T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("2026-07-03T15:00:00Z", "2026-07-02T04:00:00Z", "2026-07-06T04:00:00Z")]
    [InlineData("2025-11-28T20:00:00Z", "2025-11-28T05:00:00Z", "2025-12-01T05:00:00Z")]
    [InlineData("2001-09-13T14:00:00Z", "2001-09-10T04:00:00Z", "2001-09-17T04:00:00Z")]
    public void Share_day_is_from_midnight_in_New_York_to_midnight_before_the_next_trading_day(string time, string start, string end) =>
        Assert.Equal(new TradingDay(Nanos(start), Nanos(end)), _calendar.DayOf(MarketKind.UsEquity, Nanos(time)));

    [Theory]
    [InlineData("2026-03-08T12:00:00Z", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")]
    [InlineData("2026-11-01T23:59:59.999999900Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")]
    [InlineData("1969-12-31T23:00:00Z", "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z")]
    public void Pair_day_is_midnight_to_midnight_in_UTC(string time, string start, string end) =>
        Assert.Equal(new TradingDay(Nanos(start), Nanos(end)), _calendar.DayOf(MarketKind.CryptoPair, Nanos(time)));

    [Fact]
    public void Every_time_lies_in_its_own_day_and_days_touch() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyTime, Gen.Elements(MarketKind.UsEquity, MarketKind.CryptoPair).ToArbitrary(), (time, kind) =>
        {
            var day = _calendar.DayOf(kind, time);
            return day.Contains(time)
                && day == _calendar.DayOf(kind, day.StartNanos)
                && day == _calendar.DayOf(kind, day.EndNanos - 1)
                && _calendar.DayOf(kind, day.EndNanos).StartNanos == day.EndNanos
                && _calendar.DayOf(kind, day.StartNanos - 1).EndNanos == day.StartNanos;
        }));

    [Fact]
    public void Share_day_begins_on_a_trading_day_of_New_Yorks_wall_clock_and_holds_no_other() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyTime, time =>
        {
            var day = _calendar.DayOf(MarketKind.UsEquity, time);
            var (first, next) = (LocalTime(day.StartNanos), LocalTime(day.EndNanos));
            var between = Enumerable.Range(1, (next - first).Days - 1).Select(days => DateOnly.FromDateTime(first.AddDays(days)));
            return first.TimeOfDay == TimeSpan.Zero && next.TimeOfDay == TimeSpan.Zero
                && UsEquityDays.IsTradingDay(DateOnly.FromDateTime(first)) && !between.Any(UsEquityDays.IsTradingDay);
        }));

    [Theory]
    [InlineData("2026-01-15", "2026-01-15T14:30:00Z", "2026-01-15T21:00:00Z")]
    [InlineData("2026-07-15", "2026-07-15T13:30:00Z", "2026-07-15T20:00:00Z")]
    [InlineData("2026-03-09", "2026-03-09T13:30:00Z", "2026-03-09T20:00:00Z")]
    [InlineData("2013-10-07", "2013-10-07T13:30:00Z", "2013-10-07T20:00:00Z")]
    [InlineData("2026-11-27", "2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z")]
    [InlineData("2025-07-03", "2025-07-03T13:30:00Z", "2025-07-03T17:00:00Z")]
    public void Share_session_opens_and_closes_by_New_Yorks_clock(string date, string open, string close) =>
        Assert.Equal(new TradingSession(Nanos(open), Nanos(close)), _calendar.UsEquitySessionOn(Date(date)));

    [Theory]
    [InlineData("2026-11-26")]
    [InlineData("2026-11-28")]
    [InlineData("2025-01-09")]
    public void There_is_no_share_session_on_a_closed_day(string date) => Assert.Null(_calendar.UsEquitySessionOn(Date(date)));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue - 1)]
    public void Time_at_the_edge_of_the_range_has_a_day(long time)
    {
        Assert.True(_calendar.DayOf(MarketKind.UsEquity, time).Contains(time));
        Assert.True(_calendar.DayOf(MarketKind.CryptoPair, time).Contains(time));
    }

    [Fact]
    public void Day_that_was_never_set_contains_no_time() => Assert.False(default(TradingDay).Contains(0));

    [Theory]
    [InlineData("BTC-USD", true)]
    [InlineData("1INCH-USDT", true)]
    [InlineData("T-USD", true)]
    [InlineData("AAPL", false)]
    [InlineData("BRK.A", false)]
    [InlineData("AA.PRA", false)]
    [InlineData("BRK-B", false)]
    [InlineData("-USD", false)]
    [InlineData("BTC-", false)]
    [InlineData("BTC-USD-PERP", false)]
    [InlineData("btc-usd", false)]
    [InlineData("", false)]
    public void Pair_is_told_from_a_share_by_its_symbol_on_whatever_venue(string symbol, bool isPair)
    {
        Assert.Equal(isPair ? MarketKind.CryptoPair : MarketKind.UsEquity, KindOf(symbol, "XNAS"));
        Assert.Equal(isPair ? MarketKind.CryptoPair : MarketKind.OtherMarket, KindOf(symbol, "XLON"));
    }

    [Theory]
    [InlineData("XNYS", MarketKind.UsEquity)]
    [InlineData("IEXG", MarketKind.UsEquity)]
    [InlineData("FINN", MarketKind.UsEquity)]
    [InlineData("XTKS", MarketKind.OtherMarket)]
    [InlineData("XTSE", MarketKind.OtherMarket)]
    [InlineData("XOFF", MarketKind.OtherMarket)]
    [InlineData("ZZZZ", MarketKind.OtherMarket)]
    public void Calendar_of_a_share_is_that_of_its_venues_country(string venue, MarketKind expected) => Assert.Equal(expected, KindOf("ABC", venue));

    [Fact]
    public void Calendar_knows_the_countries_of_added_venues()
    {
        var calendar = new TradingCalendar(VenueRegistry.Iso10383.With(["ZZZZ:US"]));
        Assert.Equal(MarketKind.UsEquity, calendar.MarketKindOf("ABC"u8, TestMarket.Venue("ZZZZ")));
    }

    [Theory]
    [InlineData("2026-07-15T14:30:00Z", "2026-07-14T00:00:00Z")]
    [InlineData("2026-07-15T02:00:00Z", "2026-07-13T04:00:00Z")]
    [InlineData("2026-11-23T14:30:00Z", "2026-11-20T05:00:00Z")]
    [InlineData("2026-11-21T14:30:00Z", "2026-11-19T05:00:00Z")]
    [InlineData("2001-09-17T13:00:00Z", "2001-09-10T04:00:00Z")]
    public void Day_before_is_the_earlier_of_the_markets(string time, string start) =>
        Assert.Equal(Nanos(start), _calendar.StartOfDayBefore(Nanos(time)));

    [Fact]
    public void Machine_without_the_time_zone_is_told_what_to_install()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new TradingCalendar("America/Nowhere", VenueRegistry.Iso10383));
        Assert.Contains("America/Nowhere", failure.Message, StringComparison.Ordinal);
        Assert.Contains("tzdata", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_that_ask_for_different_days_at_once_get_their_own()
    {
        var noons = Enumerable.Range(0, 400).Select(day => Nanos("2026-01-01T17:00:00Z") + (day * 86_400 * NanosPerSecond)).ToArray();
        var expected = noons.Select(noon => new TradingCalendar().DayOf(MarketKind.UsEquity, noon)).ToArray();
        Parallel.For(0, 40_000, i => Assert.Equal(expected[i * 7 % noons.Length], _calendar.DayOf(MarketKind.UsEquity, noons[i * 7 % noons.Length])));
    }

    [Fact]
    public void Nothing_is_allocated_within_a_day()
    {
        var open = Nanos("2026-07-15T13:30:00Z");
        AllocationAssert.None(() =>
        {
            open += NanosPerSecond / 2;
            _calendar.DayOf(MarketKind.UsEquity, open);
            _calendar.DayOf(MarketKind.CryptoPair, open);
            _calendar.MarketKindOf("AAPL"u8, Nasdaq);
        });
    }

    private MarketKind KindOf(string symbol, string venue) => _calendar.MarketKindOf(Encoding.ASCII.GetBytes(symbol), TestMarket.Venue(venue));

    private static DateOnly Date(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long Nanos(string time) =>
        (DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).Ticks * 100;

    private static DateTime LocalTime(long nanos) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddTicks(nanos / 100), NewYork);
}
