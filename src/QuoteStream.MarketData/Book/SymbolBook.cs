using System.Numerics;
using System.Runtime.CompilerServices;
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
    private const int InitialStatusChanges = 4;
    private const int MaxStatusChanges = 256;

    private readonly VenueQuotes _venueQuotes = new();
    private SymbolFeeds _feeds;
    private readonly DayFigures _day;
    private Instrument _instrument;
    private VenueCode _statusReason;
    private ulong _leftOut;
    private int _printProvider = -1;
    private long _staleSinceNanos;

    /// <param name="terms">What the days of all symbols share; null: nothing is shared.</param>
    /// <param name="live">Told when a provider's ticks bring the symbol to life; null: nobody asks.</param>
    /// <param name="index">The symbol's own number there.</param>
    public SymbolBook(string symbol, TradingCalendar calendar, BookOptions options, DayTerms? terms = null, LiveSymbols? live = null, int index = 0)
    {
        Options = options;
        _feeds = new SymbolFeeds(live, index);
        Bars = new BarBook(options);
        _day = new DayFigures(calendar, symbol, terms ?? new DayTerms(options), Bars);
        _instrument = new Instrument(symbol, string.Empty, Mic.None, string.Empty, 0);
    }

    public BookOptions Options { get; }

    /// <summary>What the next publication shows.</summary>
    public QuoteState State = QuoteState.Empty;

    /// <summary>The provider whose tick came last. -1: none yet.</summary>
    public int Provider => _feeds.Newest;

    /// <summary>Every provider that ever ticked the symbol. Any thread.</summary>
    public ReadOnlySpan<int> Providers => _feeds.Providers;

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
        if (!_venueQuotes.TryUpdate(stamp, bbo, out var isShown))
        {
            return RejectReason.TooManySymbols;
        }

        var settled = _feeds.Note(stamp) ? ChangeKinds.None : Settle();
        if (isShown || settled != ChangeKinds.None || State.Sequence == 0)
        {
            // Before the day's first trade too, yesterday's volume and high are not shown as today's.
            _day.RollTo(stamp.VenueTimeNanos, stamp.Venue, ref State);
            State.Nbbo = _venueQuotes.Nbbo;
            kinds = Touch(stamp, ChangeKinds.Quote, settled);
            _day.Compare(ref State);
        }

        return RejectReason.None;
    }

    /// <summary>
    /// Whether a trade or status of this venue is told by a live provider of higher priority: then it is not to be applied. Else the provider gives
    /// the venue from now on.
    /// </summary>
    /// <param name="kinds">What it changed all the same: its provider is live.</param>
    /// <remarks>Hot path: once per trade.</remarks>
    public bool IsShadowed(in TickStamp stamp, out ChangeKinds kinds)
    {
        kinds = ChangeKinds.None;
        if (!_venueQuotes.IsShadowed(stamp))
        {
            _venueQuotes.Claim(stamp);
            return false;
        }

        if (!_feeds.Note(stamp) && Settle() is not ChangeKinds.None and var settled)
        {
            kinds = Touch(stamp, ChangeKinds.Quote, settled);
        }

        return true;
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
        var settled = _feeds.Note(stamp) ? ChangeKinds.None : Settle();
        var kinds = ChangeKinds.Quote;
        _day.RollTo(stamp.VenueTimeNanos, stamp.Venue, ref State);
        if (State.TradingState != tradingState || !_statusReason.Text.SequenceEqual(reason.Text))
        {
            // One record of both, when staleness ends with it.
            State.TradingState = tradingState;
            _statusReason = reason;
            AppendStatus(stamp.VenueTimeNanos, stamp.ReceiveTimeNanos);
            kinds |= ChangeKinds.Status;
            settled = ChangeKinds.None;
        }

        return Touch(stamp, kinds, settled);
    }

    public ChangeKinds ApplyReference(in TickStamp stamp, in ReferenceChange change)
    {
        var instrument = _instrument;
        if (!change.IsIn(instrument))
        {
            Volatile.Write(ref _instrument, change.ApplyTo(instrument, stamp.Venue));
        }

        _day.RollTo(stamp.VenueTimeNanos, stamp.Venue, ref State);
        _day.SetOfficial(change, stamp.VenueTimeNanos, ref State);
        return Touch(stamp, ChangeKinds.Quote);
    }

    /// <summary>Marks what comes from a provider stale, until its own next tick.</summary>
    /// <param name="tide">Number of the batch under which it is published.</param>
    /// <returns>None when nothing changed that is shown.</returns>
    public ChangeKinds MarkStale(int provider, StaleReason reason, long nowNanos, long tide)
    {
        if (!_feeds.TryMark(provider, reason))
        {
            return ChangeKinds.None;
        }

        _venueQuotes.SetStale(provider, isStale: true);
        var kinds = Compare();
        if (kinds != ChangeKinds.None)
        {
            State.ReceiveTimeNanos = nowNanos;
            State.Tide = tide;
        }

        if ((kinds & ChangeKinds.Status) != 0)
        {
            _staleSinceNanos = nowNanos;
            AppendStatus(nowNanos, nowNanos);
        }

        return kinds;
    }

    /// <summary>Marks every provider stale that has been silent on the symbol. What is halted, paused or closed has nothing to say.</summary>
    /// <param name="sinceNanos">No tick since then, on the server's clock.</param>
    /// <inheritdoc cref="MarkStale"/>
    public ChangeKinds MarkQuiet(long sinceNanos, long nowNanos, long tide)
    {
        var kinds = ChangeKinds.None;
        if (State.TradingState is TradingState.Halted or TradingState.Paused or TradingState.Closed)
        {
            return kinds;
        }

        while (_feeds.FindQuiet(sinceNanos) is >= 0 and var provider)
        {
            kinds |= MarkStale(provider, StaleReason.Quiet, nowNanos, tide);
        }

        return kinds;
    }

    /// <summary>Whether <see cref="MarkQuiet"/> would find a provider. From another thread only a guess.</summary>
    public bool MayBeQuiet(long sinceNanos) => _feeds.FindQuiet(sinceNanos) >= 0;

    /// <summary>Begins the trade date that its providers are in, where theirs is a later one.</summary>
    /// <param name="newestNanos">The newest venue time by provider; 0: none.</param>
    /// <inheritdoc cref="MarkStale"/>
    public ChangeKinds RollDay(ReadOnlySpan<long> newestNanos, long nowNanos, long tide)
    {
        long newest = 0;
        foreach (var provider in Providers)
        {
            newest = Math.Max(newest, newestNanos[provider]);
        }

        if (!_day.IsOver(newest))
        {
            return ChangeKinds.None;
        }

        _day.RollTo(newest, _instrument.Venue, ref State);
        State.ReceiveTimeNanos = nowNanos;
        State.Tide = tide;
        return ChangeKinds.Quote;
    }

    // Only after a tick while something was stale: the provider's own next tick proves it live again, and may change what else is needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ChangeKinds Settle()
    {
        if (_feeds.TryRevive())
        {
            _venueQuotes.SetStale(_feeds.Newest, isStale: false);
        }

        return Compare();
    }

    // Takes over the NBBO and the staleness that comes of it. Status: the staleness changed, or what is left out for it.
    private ChangeKinds Compare()
    {
        var kinds = State.Nbbo == _venueQuotes.Nbbo ? ChangeKinds.None : ChangeKinds.Quote;
        var (reason, leftOut) = (FindReason(), _venueQuotes.LeftOut);
        if (reason != State.StaleReason || leftOut != _leftOut)
        {
            kinds |= ChangeKinds.Quote | ChangeKinds.Status;
        }

        State.Nbbo = _venueQuotes.Nbbo;
        State.StaleReason = reason;
        _leftOut = leftOut;
        return kinds;
    }

    // What is shown decides: the sides of the NBBO; without any, who ticked last; and a last sale of one who only gives trades.
    private StaleReason FindReason()
    {
        var (bid, ask) = (_venueQuotes.BidProvider, _venueQuotes.AskProvider);
        var reason = bid < 0 && ask < 0 ? _feeds.ReasonOf(Provider) : Worse(_feeds.ReasonOf(bid), _feeds.ReasonOf(ask));
        return _printProvider < 0 || _venueQuotes.HasQuoteOf(_printProvider) ? reason : Worse(reason, _feeds.ReasonOf(_printProvider));
    }

    private static StaleReason Worse(StaleReason a, StaleReason b) =>
        a == StaleReason.None || (b != StaleReason.None && b < a) ? b : a;

    private ChangeKinds Touch(in TickStamp stamp, ChangeKinds kinds) => Touch(stamp, kinds, _feeds.Note(stamp) ? ChangeKinds.None : Settle());

    private ChangeKinds Touch(in TickStamp stamp, ChangeKinds kinds, ChangeKinds settled)
    {
        State.VenueTimeNanos = stamp.VenueTimeNanos;
        State.ReceiveTimeNanos = stamp.ReceiveTimeNanos;
        State.Tide = stamp.Tide;
        if ((settled & ChangeKinds.Status) != 0)
        {
            // A tick that was held came before its gap was given up: the symbol is live after it was stale, not before.
            var liveNanos = Math.Max(stamp.ReceiveTimeNanos, _staleSinceNanos);
            AppendStatus(liveNanos, liveNanos);
        }

        if (_instrument.Venue.IsNone)
        {
            Volatile.Write(ref _instrument, _instrument with { Venue = stamp.Venue });
        }

        return kinds | settled;
    }

    private void Stamp(in TickStamp stamp, ref TradePrint print)
    {
        print.Venue = stamp.Venue;
        print.VenueTimeNanos = stamp.VenueTimeNanos;
        print.ReceiveTimeNanos = stamp.ReceiveTimeNanos;
        print.Tide = stamp.Tide;
        _printProvider = stamp.Provider;
    }

    private long Append(in TradePrint print)
    {
        TradeTides.Append(Trades.Newest + 1, print.Tide, print.ReceiveTimeNanos);
        return Trades.Append(print, print.ReceiveTimeNanos);
    }

    private void AppendStatus(long timeNanos, long nowNanos)
    {
        var change = new StatusChange { State = State.TradingState, Reason = _statusReason, StaleReason = State.StaleReason, TimeNanos = timeNanos };
        for (var rest = _leftOut; rest != 0; rest &= rest - 1)
        {
            change.StaleVenues.Add(_venueQuotes.VenueOf(BitOperations.TrailingZeroCount(rest)));
        }

        StatusChanges.Append(change, nowNanos);
    }
}
