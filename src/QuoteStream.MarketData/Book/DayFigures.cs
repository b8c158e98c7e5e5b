using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>What a trade date's trades make of it: last, open, high, low, volume, turnover; and the day's turn. The bars go with it.</summary>
/// <remarks>
/// One writer at a time. Hot path: <see cref="Judge"/> and <see cref="Count"/>, once per trade. After a cancel, a correction or the
/// confirmation of a suspicious price the figures are computed again from the tape, as if it had been so from the start.
/// </remarks>
internal sealed class DayFigures(TradingCalendar calendar, string symbol, DayTerms terms, BarBook bars)
{
    /// <summary>What makes a print a trade at a price of its own, which bears out another's: an official price is only told again.</summary>
    private const TradeEffect Trades = TradeEffect.HighLow | TradeEffect.Last | TradeEffect.LastIfFirst;

    private readonly DayTape _tape = new(terms.MaxTrades, terms.Budget);
    private TradingDay _today;
    private MarketKind _market;

    // Only symbols that had such a trade have this.
    private SuspiciousTrades? _suspicious;

    // Prices that need no closer look: the last sale is among them, and each is within the band of each other. None when something waits.
    private (long LowNanos, long HighNanos) _calm = terms.Band.IsOff ? terms.Band.CalmAround(Price.None) : PriceBand.Nothing;

    // What the day began with: the last sale again when all that replaced it is taken back.
    private Price _lastSaleBefore = Price.None;
    private long _lastSaleSizeBefore;

    // Official prices that no print told but reference data, and the place of the trade that came next.
    private Price _toldOpen = Price.None;
    private Price _toldClose = Price.None;
    private long _toldClosePlace;

    /// <summary>The day's trades.</summary>
    public DayTape Tape => _tape;

    private Price OfficialClose
    {
        get
        {
            ref readonly var total = ref _tape.Total;
            return total.Close.HasValue && (!_toldClose.HasValue || total.ClosePlace >= _toldClosePlace) ? total.Close : _toldClose;
        }
    }

    /// <summary>Says whether a trade's price is suspicious, before it is printed. It may bear out others, which then count.</summary>
    public void Judge(ref TradePrint print, ref QuoteState state)
    {
        RollTo(print.VenueTimeNanos, print.Venue, ref state);
        if (print.Price.Nanos < _calm.LowNanos || print.Price.Nanos > _calm.HighNanos)
        {
            LookCloser(ref print, ref state);
        }
    }

    /// <summary>Lets a print that has its number do what its conditions allow.</summary>
    /// <param name="print">As it was judged.</param>
    public void Count(long number, in TradePrint print, ref QuoteState state)
    {
        var place = _tape.Append(number, print, print.Id.KeyAt(print.Venue));
        var effect = print.Effect;
        if (print.IsSuspicious)
        {
            effect &= TradeEffect.Volume;
            Await(print.Price, place);
        }

        bars.Count(print.VenueTimeNanos, print.Price, print.Size, effect);

        // A late print of an earlier day touches nothing of today.
        if (print.VenueTimeNanos < _today.StartNanos)
        {
            return;
        }

        if ((effect & ~TradeEffect.Volume) == 0)
        {
            state.Volume = _tape.Total.Volume;
        }
        else
        {
            Show(ref state);
        }
    }

    /// <summary>Whether a trade date has begun, and is over at this time.</summary>
    public bool IsOver(long venueTimeNanos) => _today.EndNanos != 0 && venueTimeNanos >= _today.EndNanos;

    /// <summary>Begins the trade date that the time falls in, if it is a later one.</summary>
    /// <remarks>Hot path: once per quote.</remarks>
    public void RollTo(long venueTimeNanos, Mic venue, ref QuoteState state)
    {
        if (venueTimeNanos >= _today.EndNanos)
        {
            Roll(venueTimeNanos, venue, ref state);
        }
    }

    /// <summary>Lets the newest NBBO confirm suspicious prices.</summary>
    /// <remarks>Hot path: once per quote.</remarks>
    public void Compare(ref QuoteState state)
    {
        if (_suspicious is { Count: > 0 })
        {
            ConfirmByNbbo(ref state);
        }
    }

    /// <param name="venueTimeNanos">What is told late of an earlier day, its open and close, touches nothing of today.</param>
    public void SetOfficial(in ReferenceChange change, long venueTimeNanos, ref QuoteState state)
    {
        if (change.PreviousClose.HasValue)
        {
            state.PreviousClose = change.PreviousClose;
        }

        if (venueTimeNanos < _today.StartNanos)
        {
            return;
        }

        if (change.OfficialOpen.HasValue)
        {
            state.Open = _toldOpen = change.OfficialOpen;
        }

        if (change.OfficialClose.HasValue)
        {
            _toldClose = change.OfficialClose;
            _toldClosePlace = _tape.NextPlace;
        }
    }

    /// <summary>Takes back a trade that the tape holds.</summary>
    public void Cancel(long place, ref QuoteState state)
    {
        var old = _tape.At(place);
        TakeBack(place, ref state);
        RecountBars(old, _tape.At(place));
    }

    /// <summary>The first half of a correction: as if there had been no trade. The bars wait for the second.</summary>
    public void TakeBack(long place, ref QuoteState state)
    {
        _suspicious?.Remove(place);
        _tape.Cancel(place);
        ShowAgain(ref state);
    }

    /// <summary>Says whether a corrected trade's price is suspicious, before it is printed. The trade that it corrects is taken back already.</summary>
    /// <param name="old">The trade as it stood.</param>
    public void JudgeCorrection(in DayTrade old, ref TradePrint corrected, in QuoteState state)
    {
        corrected.IsSuspicious = _today.Contains(old.VenueTimeNanos)
            && (corrected.Effect & ~TradeEffect.Volume) != 0
            && !terms.Band.Contains(state.LastSale, corrected.Price)
            && (old.Marks != DayTradeMarks.None || !terms.Band.Contains(old.Price, corrected.Price))
            && !IsBorneOut(corrected.Price, MidOf(state), state.LastSale);
    }

    /// <summary>Puts a corrected trade that has its number in the place of the one that was taken back for it.</summary>
    /// <param name="old">The trade as it stood.</param>
    public void Correct(long place, long number, in DayTrade old, in TradePrint corrected, ref QuoteState state)
    {
        _tape.Correct(place, number, corrected, corrected.Id.KeyAt(corrected.Venue));
        if (corrected.IsSuspicious)
        {
            Await(corrected.Price, place);
        }

        ShowAgain(ref state);
        RecountBars(old, _tape.At(place));
    }

    /// <summary>The middle of a market that says where the price is; none when it is one-sided, crossed, stale, or wider than the band itself.</summary>
    /// <remarks>Bids and offers far from any price, kept to have some, are usual before the opening: their middle is nobody's price.</remarks>
    private Price MidOf(in QuoteState state)
    {
        var (bid, ask) = (state.Nbbo.Bid, state.Nbbo.Ask);
        var isMarket = bid.HasValue && ask.HasValue && bid <= ask && !state.IsStale && terms.Band.Contains(bid, ask);
        return isMarket ? new Price(bid.Nanos + ((ask.Nanos - bid.Nanos) / 2)) : Price.None;
    }

    // Rare: the price moved far since the calm prices were chosen, or something waits to be confirmed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookCloser(ref TradePrint print, ref QuoteState state)
    {
        if (print.VenueTimeNanos < _today.StartNanos || (print.Effect & ~TradeEffect.Volume) == 0)
        {
            return;
        }

        var isBorneOut = (print.Effect & Trades) != 0 && Confirm(print.Price, ref state);
        print.IsSuspicious = !isBorneOut
            && !terms.Band.Contains(state.LastSale, print.Price)
            && !IsBorneOut(print.Price, MidOf(state), state.LastSale);
        if (!print.IsSuspicious)
        {
            Calm(_tape.Total.LetsSetLast(print.Effect) ? print.Price : state.LastSale);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConfirmByNbbo(ref QuoteState state)
    {
        var mid = MidOf(state);
        if (mid.HasValue)
        {
            Confirm(mid, ref state);
        }
    }

    /// <summary>Confirms all suspicious prices that another speaks for; false when there are none.</summary>
    private bool Confirm(Price witness, ref QuoteState state)
    {
        var isAny = false;
        for (var i = (_suspicious?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (IsBorneOut(_suspicious!.PriceOf(i), witness, state.LastSale))
            {
                ConfirmAt(_suspicious.PlaceOf(i));
                _suspicious.RemoveAt(i);
                isAny = true;
            }
        }

        if (isAny)
        {
            ShowAgain(ref state);
        }

        return isAny;
    }

    // A trade that the tape no longer holds stays as it was folded; the one that speaks for it counts all the same.
    private void ConfirmAt(long place)
    {
        if (place >= _tape.OldestHeld)
        {
            var old = _tape.At(place);
            _tape.Confirm(place);
            RecountBars(old, _tape.At(place));
        }
    }

    /// <summary>Makes the bars again that a changed trade is in.</summary>
    /// <param name="old">As it stood.</param>
    private void RecountBars(in DayTrade old, in DayTrade now)
    {
        var (before, after) = (old.ToCounted(), now.ToCounted());
        var length = bars.BeginRecount(before, after, _tape.HeldFromNanos);
        if (length > 0)
        {
            // The longest bar that is made again holds all the others.
            var start = BarBook.StartOf(old.VenueTimeNanos, length);
            foreach (ref readonly var trade in _tape.Between(start, start + length))
            {
                bars.CountAgain(trade.VenueTimeNanos, trade.Price, trade.Size, trade.CountedEffect);
            }
        }

        bars.EndRecount(before, after);
    }

    /// <summary>Whether another price speaks for a suspicious one: it is within its band, and nearer to it than to the last sale.</summary>
    /// <remarks>Without the second, a price just outside of the band would be confirmed by the next trade at the usual price.</remarks>
    private bool IsBorneOut(Price suspicious, Price witness, Price lastSale) =>
        witness.HasValue
        && terms.Band.Contains(suspicious, witness)
        && (!lastSale.HasValue || Int128.Abs((Int128)witness.Nanos - suspicious.Nanos) < Int128.Abs((Int128)witness.Nanos - lastSale.Nanos));

    private void Await(Price price, long place)
    {
        _suspicious ??= new SuspiciousTrades();
        _suspicious.Add(price, place);
        _calm = PriceBand.Nothing;
    }

    private void Calm(Price lastSale) => _calm = _suspicious is { Count: > 0 } ? PriceBand.Nothing : terms.Band.CalmAround(lastSale);

    private void ShowAgain(ref QuoteState state)
    {
        Show(ref state);
        Calm(state.LastSale);
    }

    private void Show(ref QuoteState state)
    {
        ref readonly var total = ref _tape.Total;
        state.Volume = total.Volume;
        state.Turnover = total.Turnover;
        state.PricedVolume = total.PricedVolume;
        state.High = total.High;
        state.Low = total.Low;
        state.Open = _toldOpen.HasValue ? _toldOpen : total.Open;
        if (total.Last.HasValue)
        {
            state.LastSale = total.Last;
            state.LastSaleSize = total.LastSize;
        }
        else
        {
            state.LastSale = total.LastIfFirst.HasValue ? total.LastIfFirst : _lastSaleBefore;
            state.LastSaleSize = total.LastIfFirst.HasValue ? total.LastIfFirstSize : _lastSaleSizeBefore;
        }
    }

    // Rare: once per trade date.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Roll(long venueTimeNanos, Mic venue, ref QuoteState state)
    {
        var isFirstDay = _today.EndNanos == 0;
        _market = isFirstDay ? calendar.MarketKindOf(System.Text.Encoding.UTF8.GetBytes(symbol), venue) : _market;
        _today = calendar.DayOf(_market, venueTimeNanos);
        if (!isFirstDay)
        {
            var close = OfficialClose;
            state.PreviousClose = close.HasValue ? close : state.LastSale.HasValue ? state.LastSale : state.PreviousClose;
        }

        _tape.BeginDay(_today);
        _suspicious?.Clear();
        _toldOpen = _toldClose = Price.None;
        _lastSaleBefore = state.LastSale;
        _lastSaleSizeBefore = state.LastSaleSize;
        ShowAgain(ref state);
    }
}
