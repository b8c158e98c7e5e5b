using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>A symbol's books: venue BBOs and NBBO, last sale, the day's figures, trading state, staleness, tape.</summary>
/// <remarks>
/// Whoever has the channel's turn is the one writer. Readers see <see cref="State"/> only through the channel; the rings and the
/// instrument have readers of their own. Hot path: once per tick. Does not allocate, but for a ring's first item and growth.
/// </remarks>
internal sealed class SymbolBook
{
    /// <summary>Trades: a symbol that trades at all holds 64, one that trades without pause 4,096 (half a megabyte).</summary>
    private const int InitialTrades = 64;
    private const int MaxTrades = 4096;

    /// <summary>Their tides: 2 KB for a symbol that trades at all; half a megabyte for one that has more than 70 trades a second for a quarter of an hour.</summary>
    private const int InitialTides = 256;
    private const int MaxTides = 65_536;

    /// <summary>Status changes come one by one; 256 in five seconds means a broken feed.</summary>
    private const int InitialStatusChanges = 8;
    private const int MaxStatusChanges = 256;

    private readonly VenueQuotes _venueQuotes = new();
    private readonly DayFigures _day;
    private Instrument _instrument;
    private VenueCode _statusReason;

    /// <param name="terms">What the days of all symbols share; null: nothing is shared.</param>
    public SymbolBook(string symbol, TradingCalendar calendar, BookOptions options, DayTerms? terms = null)
    {
        Options = options;
        Bars = new BarBook(options);
        _day = new DayFigures(calendar, symbol, terms ?? new DayTerms(options), Bars);
        _instrument = new Instrument(symbol, string.Empty, Mic.None, string.Empty, 0);
    }

    public BookOptions Options { get; }

    /// <summary>What the next publication shows.</summary>
    public QuoteState State = QuoteState.Empty;

    /// <summary>The provider whose tick came last: when it goes down, the symbol is stale. -1: none yet.</summary>
    public int Provider { get; private set; } = -1;

    public BroadcastRing<TradePrint> Trades { get; } = new(InitialTrades, MaxTrades);

    /// <summary>The trades of today and of the day before that can still be cancelled or corrected.</summary>
    public DayTape DayTape => _day.Tape;

    public TideHistory TradeTides { get; } = new(InitialTides, MaxTides);

    public BroadcastRing<StatusChange> StatusChanges { get; } = new(InitialStatusChanges, MaxStatusChanges);

    public BarBook Bars { get; }

    // Release and acquire: readers on other threads see the record whole.
    public Instrument Instrument => Volatile.Read(ref _instrument);

    public RejectReason ApplyQuote(in TickStamp stamp, in Bbo bbo, out ChangeKinds kinds)
    {
        kinds = ChangeKinds.None;
        if (!_venueQuotes.TryUpdate(stamp.Venue, bbo, out var isShown))
        {
            return RejectReason.TooManySymbols;
        }

        if (isShown || State.Sequence == 0 || State.IsStale)
        {
            // Before the day's first trade too, yesterday's volume and high are not shown as today's.
            _day.RollTo(stamp.VenueTimeNanos, stamp.Venue, ref State);
            State.Nbbo = _venueQuotes.Nbbo;
            kinds = Touch(stamp, ChangeKinds.Quote);
            _day.Compare(ref State);
        }

        return RejectReason.None;
    }

    /// <param name="print">Comes back as it was printed.</param>
    public RejectReason ApplyTrade(in TickStamp stamp, ref TradePrint print, out ChangeKinds kinds)
    {
        Stamp(stamp, ref print);
        _day.Judge(ref print, ref State);
        _day.Count(Append(print), print, ref State);
        kinds = Touch(stamp, ChangeKinds.Quote | ChangeKinds.Trade);
        return RejectReason.None;
    }

    public RejectReason ApplyCancel(in TickStamp stamp, in TradeId original, out ChangeKinds kinds)
    {
        kinds = ChangeKinds.None;
        var place = DayTape.Find(original.KeyAt(stamp.Venue));
        if (place < 0)
        {
            return RejectReason.UnknownTrade;
        }

        ref readonly var trade = ref DayTape.At(place);
        if (!Trades.TryGet(trade.Number, out var print))
        {
            print = trade.ToPrint();
            print.Id = original;
        }

        print.Correction = TradeCorrection.Cancel;
        print.Corrects = trade.Number;
        print.IsSuspicious = false;
        Stamp(stamp, ref print);
        Append(print);
        _day.Cancel(place, ref State);
        kinds = Touch(stamp, ChangeKinds.Quote | ChangeKinds.Trade);
        return RejectReason.None;
    }

    /// <param name="corrected">Comes back as it was printed.</param>
    public RejectReason ApplyCorrection(in TickStamp stamp, in TradeId original, ref TradePrint corrected, out ChangeKinds kinds)
    {
        kinds = ChangeKinds.None;
        var place = DayTape.Find(original.KeyAt(stamp.Venue));
        if (place < 0)
        {
            return RejectReason.UnknownTrade;
        }

        if (corrected.Id.IsEmpty)
        {
            // Without an id of its own it keeps the trade's, so that it can be cancelled or corrected again.
            corrected.Id = original;
        }

        var old = DayTape.At(place);
        corrected.Correction = TradeCorrection.Correct;
        corrected.Corrects = old.Number;
        Stamp(stamp, ref corrected);
        _day.TakeBack(place, ref State);
        _day.JudgeCorrection(old, ref corrected, State);
        _day.Correct(place, Append(corrected), old, corrected, ref State);
        kinds = Touch(stamp, ChangeKinds.Quote | ChangeKinds.Trade);
        return RejectReason.None;
    }

    public ChangeKinds ApplyStatus(in TickStamp stamp, TradingState tradingState, in VenueCode reason)
    {
        var kinds = ChangeKinds.Quote;
        _day.RollTo(stamp.VenueTimeNanos, stamp.Venue, ref State);
        if (State.TradingState != tradingState || !_statusReason.Text.SequenceEqual(reason.Text))
        {
            State.TradingState = tradingState;
            _statusReason = reason;
            State.StaleReason = StaleReason.None;
            AppendStatus(stamp.VenueTimeNanos, stamp.ReceiveTimeNanos);
            kinds |= ChangeKinds.Status;
        }

        return Touch(stamp, kinds);
    }

    public ChangeKinds ApplyReference(in TickStamp stamp, in ReferenceChange change)
    {
        var instrument = _instrument;
        if (!change.IsIn(instrument))
        {
            Volatile.Write(ref _instrument, change.ApplyTo(instrument, stamp.Venue));
        }

        _day.RollTo(stamp.VenueTimeNanos, stamp.Venue, ref State);
        _day.SetOfficial(change, ref State);
        return Touch(stamp, ChangeKinds.Quote);
    }

    /// <summary>Marks or clears staleness from outside the tick's path.</summary>
    /// <param name="tide">Number of the batch under which it is published.</param>
    /// <returns>None when nothing changed.</returns>
    public ChangeKinds SetStale(StaleReason reason, long nowNanos, long tide)
    {
        if (State.StaleReason == reason)
        {
            return ChangeKinds.None;
        }

        State.StaleReason = reason;
        State.ReceiveTimeNanos = nowNanos;
        State.Tide = tide;
        AppendStatus(nowNanos, nowNanos);
        return ChangeKinds.Quote | ChangeKinds.Status;
    }

    private ChangeKinds Touch(in TickStamp stamp, ChangeKinds kinds)
    {
        State.VenueTimeNanos = stamp.VenueTimeNanos;
        State.ReceiveTimeNanos = stamp.ReceiveTimeNanos;
        State.Tide = stamp.Tide;
        Provider = stamp.Provider;
        if (State.IsStale)
        {
            // The symbol's own next update proves it live again.
            kinds |= SetStale(StaleReason.None, stamp.ReceiveTimeNanos, stamp.Tide);
        }

        if (_instrument.Venue.IsNone)
        {
            Volatile.Write(ref _instrument, _instrument with { Venue = stamp.Venue });
        }

        return kinds;
    }

    private static void Stamp(in TickStamp stamp, ref TradePrint print)
    {
        print.Venue = stamp.Venue;
        print.VenueTimeNanos = stamp.VenueTimeNanos;
        print.ReceiveTimeNanos = stamp.ReceiveTimeNanos;
        print.Tide = stamp.Tide;
    }

    private long Append(in TradePrint print)
    {
        TradeTides.Append(Trades.Newest + 1, print.Tide, print.ReceiveTimeNanos);
        return Trades.Append(print, print.ReceiveTimeNanos);
    }

    private void AppendStatus(long timeNanos, long nowNanos) => StatusChanges.Append(
        new StatusChange { State = State.TradingState, Reason = _statusReason, StaleReason = State.StaleReason, TimeNanos = timeNanos },
        nowNanos);
}
