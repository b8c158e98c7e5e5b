using System.Buffers;
using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>Says which trade date a time belongs to. Any thread.</summary>
/// <remarks>
/// <para>Hot path: <see cref="DayOf"/> compares with the day found last, and only works out another when the time lies outside it.</para>
/// <para>
/// A trade date of US shares lasts from midnight in New York before a trading day to midnight before the next one. Their sessions, 04:00
/// to 20:00, never cross midnight. What comes on a Saturday, a Sunday or a holiday (late reports, tests, a feed that starts and tells
/// again what it holds) is no trading: it belongs to the day that has ended, whose figures stand until there is a new day to have some.
/// </para>
/// </remarks>
public sealed class TradingCalendar
{
    private const string NewYork = "America/New_York";
    private const string UnitedStates = "US";
    private const long NanosPerDay = 86_400_000_000_000;

    // A DateTime counts 100 ns.
    private const long NanosPerTick = 100;

    // USD, EUR, USDT: shorter than three is a class of shares written with a dash.
    private const int MinQuoteCurrencyLength = 3;

    private static readonly TimeOnly Open = new(9, 30);

    private static readonly SearchValues<byte> CurrencyCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    private readonly TimeZoneInfo _zone;
    private readonly VenueRegistry _venues;
    private FoundDay _newest = new(default);

    /// <param name="venues">Says in which country a venue is. Null: the registered ones.</param>
    /// <exception cref="InvalidOperationException">This machine does not know New York's clock.</exception>
    public TradingCalendar(VenueRegistry? venues = null)
        : this(NewYork, venues ?? VenueRegistry.Iso10383)
    {
    }

    internal TradingCalendar(string zoneId, VenueRegistry venues)
    {
        _venues = venues;
        try
        {
            _zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new InvalidOperationException(
                $"Trade dates need the time zone {zoneId}, which this machine does not know. Install the tzdata package.", unknown);
        }
    }

    /// <summary>A pair is BASE-QUOTE in capital letters and digits, as BTC-USD; of everything else the venue's country decides.</summary>
    /// <param name="venue">Where the symbol was first heard of.</param>
    public MarketKind MarketKindOf(ReadOnlySpan<byte> canonicalSymbol, Mic venue)
    {
        if (IsPair(canonicalSymbol))
        {
            return MarketKind.CryptoPair;
        }

        return _venues.CountryOf(venue) == UnitedStates ? MarketKind.UsEquity : MarketKind.OtherMarket;
    }

    /// <param name="venueTimeNanos">Since the Unix epoch, UTC.</param>
    public TradingDay DayOf(MarketKind kind, long venueTimeNanos)
    {
        if (kind != MarketKind.UsEquity)
        {
            return FindUtcDay(venueTimeNanos);
        }

        // Two longs cannot be read at once; a reference to an object that never changes can, and acquire shows what it was made of.
        var newest = Volatile.Read(ref _newest).Day;
        return newest.Contains(venueTimeNanos) ? newest : FindLocalDay(venueTimeNanos);
    }

    /// <summary>Where the trade date begins that was the last one before a time's own: of US shares or in UTC, whichever is earlier.</summary>
    public long StartOfDayBefore(long venueTimeNanos) => Math.Min(
        StartOfDayBefore(MarketKind.UsEquity, venueTimeNanos), StartOfDayBefore(MarketKind.OtherMarket, venueTimeNanos));

    /// <summary>From 09:30 to 16:00, on half days to 13:00, in New York.</summary>
    /// <returns>Null on a date on which US shares do not trade.</returns>
    public TradingSession? UsEquitySessionOn(DateOnly date) => UsEquityDays.IsTradingDay(date)
        ? new TradingSession(ToNanos(date.ToDateTime(Open)), ToNanos(date.ToDateTime(UsEquityDays.CloseOn(date))))
        : null;

    private static bool IsPair(ReadOnlySpan<byte> canonicalSymbol)
    {
        var dash = canonicalSymbol.IndexOf((byte)'-');
        return dash > 0
            && canonicalSymbol.Length - dash - 1 >= MinQuoteCurrencyLength
            && !canonicalSymbol[..dash].ContainsAnyExcept(CurrencyCharacters)
            && !canonicalSymbol[(dash + 1)..].ContainsAnyExcept(CurrencyCharacters);
    }

    private long StartOfDayBefore(MarketKind kind, long venueTimeNanos) =>
        DayOf(kind, Math.Max(DayOf(kind, venueTimeNanos).StartNanos, long.MinValue + 1) - 1).StartNanos;

    private static TradingDay FindUtcDay(long venueTimeNanos)
    {
        var start = (Int128)venueTimeNanos - PositiveRest(venueTimeNanos, NanosPerDay);
        return new TradingDay(Saturate(start), Saturate(start + NanosPerDay));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TradingDay FindLocalDay(long venueTimeNanos)
    {
        var ticks = (venueTimeNanos - (Int128)PositiveRest(venueTimeNanos, NanosPerTick)) / NanosPerTick;
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddTicks((long)ticks), _zone));
        var day = new TradingDay(ToMidnight(UsEquityDays.TradingDayUntil(date)), ToMidnight(UsEquityDays.TradingDayAfter(date)));

        // Whoever comes last wins: each reader checks the day that it sees, so that losing one costs time only.
        Volatile.Write(ref _newest, new FoundDay(day));
        return day;
    }

    // New York changes its clocks at two in the morning, so that midnight exists, and exists once.
    private long ToMidnight(DateOnly date) => ToNanos(date.ToDateTime(TimeOnly.MinValue));

    private long ToNanos(DateTime local) =>
        Saturate((Int128)(TimeZoneInfo.ConvertTimeToUtc(local, _zone) - DateTime.UnixEpoch).Ticks * NanosPerTick);

    private static long PositiveRest(long value, long divisor)
    {
        var rest = value % divisor;
        return rest < 0 ? rest + divisor : rest;
    }

    // The first and last day that 64 bits of nanoseconds reach, in 1677 and 2262, are cut short.
    private static long Saturate(Int128 nanos) => (long)Int128.Clamp(nanos, long.MinValue, long.MaxValue);

    private sealed record FoundDay(TradingDay Day);
}
