using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Turns a provider's numbers and codes into ours, or says why not.</summary>
/// <remarks>
/// Hot path: once per tick and line. Stateless but for the session's terms and the earliest time that its ticks may have. Does not allocate,
/// lock or log.
/// </remarks>
internal sealed class TickNormalizer(FeedTerms terms, FeedHandlingOptions options, TradingCalendar calendar, NumberedSession session)
{
    /// <summary>1980: before that no feed stamped in nanoseconds, and what seems older counts seconds, milliseconds or microseconds.</summary>
    public const ulong MinTimeNanos = 315_532_800 * (ulong)UnixNanos.PerSecond;

    /// <summary>No tick has been taken yet: every time is looked at the long way.</summary>
    private const ulong NotAnchored = ulong.MaxValue;

    private readonly long _maxAheadNanos = UnixNanos.From(options.MaxTimeAhead);
    private readonly int _priceExponent = terms.PriceExponent;
    private readonly int _sizeExponent = terms.SizeExponent;
    private readonly VenueRegistry _venues = options.Venues;
    private readonly Mic _venue = terms.Venue;

    /// <summary>
    /// The start of the trade date before the one of the session's first tick; <see cref="ulong.MaxValue"/> before there is one. A numbered session has
    /// one for all its lines, a line without numbers its own.
    /// </summary>
    public ulong EarliestNanos { get; private set; } = NotAnchored;

    public RejectReason TryStamp(in ProviderTick tick, long receiveTimeNanos, int provider, long tide, out TickStamp stamp)
    {
        stamp = default;
        var latest = (ulong)(receiveTimeNanos + _maxAheadNanos);
        if ((tick.VenueTimeNanos < EarliestNanos || tick.VenueTimeNanos > latest) && !IsFirst(tick.VenueTimeNanos, latest))
        {
            return RejectReason.BadTime;
        }

        var venue = _venue;
        if (tick.Venue.Length == Mic.Length)
        {
            // What is registered needs no look at its characters.
            venue = new Mic(BinaryPrimitives.ReadUInt32LittleEndian(tick.Venue));
            if (!_venues.Contains(venue))
            {
                return RejectReason.BadVenue;
            }
        }
        else if (!tick.Venue.IsEmpty || venue.IsNone)
        {
            return RejectReason.BadVenue;
        }

        stamp = new TickStamp(venue, (long)tick.VenueTimeNanos, receiveTimeNanos, provider, tide);
        return RejectReason.None;
    }

    public RejectReason TryQuote(in ProviderTick tick, out Bbo bbo)
    {
        bbo = default;
        var reason = TrySide(tick.BidPrice, tick.BidSize, out var bid, out var bidSize);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        reason = TrySide(tick.AskPrice, tick.AskSize, out var ask, out var askSize);
        bbo = new Bbo(bid, bidSize, ask, askSize);
        return reason;
    }

    public RejectReason TryTrade(in ProviderTick tick, out TradePrint print)
    {
        print = default;
        if (!SaleConditions.TryRead(terms.Conditions, tick.Conditions, out print.Effect)
            || !VenueCode.TryCreate(tick.Conditions, out print.Conditions)
            || !TradeId.TryCreate(tick.TradeId, out print.Id))
        {
            return RejectReason.OutOfRange;
        }

        // Official and corrected prices, which count no volume, are printed without a size.
        if (tick.TradeSize == 0 && (print.Effect & TradeEffect.Volume) != 0)
        {
            return RejectReason.BadSize;
        }

        if (tick.TradePrice <= 0)
        {
            return RejectReason.BadPrice;
        }

        return Price.TryScale(tick.TradePrice, _priceExponent, out print.Price)
            && FixedPoint.TryScale(tick.TradeSize, _sizeExponent, out print.Size)
            ? RejectReason.None
            : RejectReason.OutOfRange;
    }

    public static RejectReason TryStatus(in ProviderTick tick, out TradingState state, out VenueCode reason)
    {
        state = (TradingState)tick.State;
        if (!VenueCode.TryCreate(tick.Reason, out reason))
        {
            return RejectReason.OutOfRange;
        }

        if (tick.State == (int)TradingState.Unspecified)
        {
            return RejectReason.NoEvent;
        }

        if (tick.State is < 0 or > (int)TradingState.Closed)
        {
            // A state of a later version of the contract: what we do not understand must not look tradable.
            state = TradingState.Halted;
        }

        return RejectReason.None;
    }

    public RejectReason TryReference(in ProviderTick tick, out ReferenceChange change)
    {
        change = new ReferenceChange { Name = tick.Name, Currency = tick.Currency, RoundLot = tick.RoundLot };
        if (tick.Name.Length > Instrument.MaxNameBytes || tick.Currency.Length > Instrument.MaxCurrencyBytes
            || !Utf8.IsValid(tick.Name) || !PrintableAscii.IsOnly(tick.Currency))
        {
            return RejectReason.OutOfRange;
        }

        var reason = TryReferencePrice(tick.PreviousClose, out change.PreviousClose);
        if (reason == RejectReason.None)
        {
            reason = TryReferencePrice(tick.OfficialOpen, out change.OfficialOpen);
        }

        return reason != RejectReason.None ? reason : TryReferencePrice(tick.OfficialClose, out change.OfficialClose);
    }

    // Rare: a bad time, and the first tick of the line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsFirst(ulong venueTimeNanos, ulong latestNanos)
    {
        if (EarliestNanos != NotAnchored || venueTimeNanos < MinTimeNanos || venueTimeNanos > latestNanos)
        {
            return false;
        }

        // Measured from the session's own beginning, not from the server's clock: recordings of any year may be replayed.
        var earliest = Math.Max(calendar.StartOfDayBefore((long)venueTimeNanos), (long)MinTimeNanos);
        var isNumbered = session.Arbiter.HasBegun;
        EarliestNanos = (ulong)(isNumbered ? session.SetEarliest(earliest) : earliest);
        return venueTimeNanos >= EarliestNanos;
    }

    private RejectReason TrySide(long price, ulong size, out Price scaledPrice, out long scaledSize)
    {
        scaledPrice = Price.None;
        scaledSize = 0;
        if (size == 0)
        {
            // An empty side, whatever price came with it.
            return RejectReason.None;
        }

        if (price <= 0)
        {
            return RejectReason.BadPrice;
        }

        return Price.TryScale(price, _priceExponent, out scaledPrice) && FixedPoint.TryScale(size, _sizeExponent, out scaledSize)
            ? RejectReason.None
            : RejectReason.OutOfRange;
    }

    private RejectReason TryReferencePrice(long? price, out Price scaled)
    {
        scaled = Price.None;
        if (price is not { } value)
        {
            return RejectReason.None;
        }

        if (value <= 0)
        {
            return RejectReason.BadPrice;
        }

        return Price.TryScale(value, _priceExponent, out scaled) ? RejectReason.None : RejectReason.OutOfRange;
    }
}
