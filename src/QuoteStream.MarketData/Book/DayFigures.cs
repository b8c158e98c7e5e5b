using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>What a trade date's trades make of it: last, open, high, low, volume; and the day's turn.</summary>
/// <remarks>
/// One writer at a time. Hot path: <see cref="Count"/>, once per trade. After a cancel or correction the figures are computed again from the
/// tape. As long as the tape holds the whole day they come out as if the trade had never been; after that each figure keeps what the lost
/// part gave it, unless the held part has a newer or better one.
/// </remarks>
internal sealed class DayFigures(TradingCalendar calendar, string symbol)
{
    private readonly TradeReplacements _replacements = new();
    private TradingDay _today;
    private MarketKind _market;
    private long _firstPrint = 1;
    private Price _officialClose = Price.None;

    // What the day began with: the last sale again when all that replaced it is taken back.
    private Price _lastSaleBefore = Price.None;
    private long _lastSaleSizeBefore;

    // Number of the first print that was the last sale today; 0: none yet.
    private long _firstLastSale;

    // Official prices that no print told but reference data, and the number of the print that came next.
    private (Price Price, long Before) _toldOpen;
    private (Price Price, long Before) _toldClose;

    /// <summary>Lets a print that has its number do what its conditions allow.</summary>
    public void Count(long number, in TradePrint print, ref QuoteState state)
    {
        if (print.VenueTimeNanos >= _today.EndNanos)
        {
            Roll(print.VenueTimeNanos, print.Venue, number, ref state);
        }

        // A late print of an earlier day touches nothing of today.
        if (print.VenueTimeNanos >= _today.StartNanos)
        {
            AddVolume(print, ref state);
            SetPrices(number, print, ref state);
        }
    }

    /// <summary>Whether a trade date has begun, and is over at this time.</summary>
    public bool IsOver(long venueTimeNanos) => _today.EndNanos != 0 && venueTimeNanos >= _today.EndNanos;

    /// <summary>Begins the trade date that the time falls in, if it is a later one.</summary>
    /// <param name="nextPrint">The number that the next print will have.</param>
    /// <remarks>Hot path: once per quote.</remarks>
    public void RollTo(in TickStamp stamp, long nextPrint, ref QuoteState state)
    {
        if (stamp.VenueTimeNanos >= _today.EndNanos)
        {
            Roll(stamp.VenueTimeNanos, stamp.Venue, nextPrint, ref state);
        }
    }

    /// <param name="nextPrint">The number that the next print will have.</param>
    public void SetOfficial(in ReferenceChange change, long nextPrint, ref QuoteState state)
    {
        if (change.PreviousClose.HasValue)
        {
            state.PreviousClose = change.PreviousClose;
        }

        if (change.OfficialOpen.HasValue)
        {
            state.Open = change.OfficialOpen;
            _toldOpen = (change.OfficialOpen, nextPrint);
        }

        if (change.OfficialClose.HasValue)
        {
            _officialClose = change.OfficialClose;
            _toldClose = (change.OfficialClose, nextPrint);
        }
    }

    /// <summary>Number of the newest standing print with this id; 0 when the tape does not hold it.</summary>
    public long FindTrade(BroadcastRing<TradePrint> trades, in TradeId id, Mic venue)
    {
        if (id.IsEmpty)
        {
            return 0;
        }

        for (var number = trades.Newest; number >= trades.OldestHeld; number--)
        {
            if (trades.TryGet(number, out var print)
                && print.Venue == venue
                && print.Correction != TradeCorrection.Cancel
                && !_replacements.Contains(number)
                && print.Id.Text.SequenceEqual(id.Text))
            {
                return number;
            }
        }

        return 0;
    }

    /// <summary>Removes a trade from the day, and puts another in its place.</summary>
    /// <param name="by">Number of the print that replaces it; 0: none.</param>
    public void Replace(long number, long by, BroadcastRing<TradePrint> trades, BarBook bars, ref QuoteState state)
    {
        _replacements.Add(number, by, trades.OldestHeld);
        if (!trades.TryGet(number, out var old))
        {
            return;
        }

        var original = OriginalOf(old, trades);
        RecountBars(original.VenueTimeNanos, old, by, trades, bars);
        if (IsOfToday(original))
        {
            state.Volume -= VolumeOf(old);
            if (by != 0 && trades.TryGet(by, out var corrected))
            {
                AddVolume(corrected, ref state);
            }

            Recompute(trades, ref state);
        }
    }

    private static long VolumeOf(in TradePrint print) => (print.Effect & TradeEffect.Volume) != 0 ? print.Size : 0;

    private static void AddVolume(in TradePrint print, ref QuoteState state) => state.Volume += VolumeOf(print);

    private bool IsOfToday(in TradePrint print) => print.VenueTimeNanos >= _today.StartNanos && print.VenueTimeNanos < _today.EndNanos;

    /// <summary>The trade that a chain of corrections began with: what it is of, a correction's own stamp does not say.</summary>
    /// <returns>The oldest correction of the chain that is held, when the trade itself is not.</returns>
    private static TradePrint OriginalOf(TradePrint print, BroadcastRing<TradePrint> trades)
    {
        while (print.Correction != TradeCorrection.None && trades.TryGet(print.Corrects, out var earlier))
        {
            print = earlier;
        }

        return print;
    }

    /// <param name="venueTimeNanos">Of the trade that a chain of corrections began with: decides which bars it is in.</param>
    private void RecountBars(long venueTimeNanos, in TradePrint old, long by, BroadcastRing<TradePrint> trades, BarBook bars)
    {
        var first = trades.OldestHeld;
        bars.BeginRecount(venueTimeNanos, first > 1 && trades.TryGet(first, out var oldest) ? oldest.VenueTimeNanos + 1 : long.MinValue);
        for (var number = first; number <= trades.Newest; number++)
        {
            if (trades.TryGet(number, out var print)
                && print.Correction == TradeCorrection.None
                && _replacements.TryFollow(number, out var standing)
                && trades.TryGet(standing, out var stands))
            {
                bars.CountAgain(print.VenueTimeNanos, stands.Price, stands.Size, stands.Effect);
            }
        }

        var before = new CountedTrade(venueTimeNanos, old.Price, old.Size, old.Effect);
        bars.EndRecount(before, trades.TryGet(by, out var after) ? new CountedTrade(venueTimeNanos, after.Price, after.Size, after.Effect) : null);
    }

    private void Recompute(BroadcastRing<TradePrint> trades, ref QuoteState state)
    {
        var first = trades.OldestHeld;
        if (first <= _firstPrint)
        {
            first = _firstPrint;
            state.Open = state.High = state.Low = _officialClose = Price.None;
            state.LastSale = _lastSaleBefore;
            state.LastSaleSize = _lastSaleSizeBefore;
        }

        // A last sale that fell off the tape was still the first one.
        _firstLastSale = _firstLastSale < first ? _firstLastSale : 0;
        for (var number = first; number <= trades.Newest; number++)
        {
            SetTold(number, ref state);
            if (trades.TryGet(number, out var print)
                && print.Correction == TradeCorrection.None
                && IsOfToday(print)
                && _replacements.TryFollow(number, out var standing)
                && trades.TryGet(standing, out print))
            {
                SetPrices(number, print, ref state);
            }
        }

        SetTold(trades.Newest + 1, ref state);
    }

    private void SetTold(long nextPrint, ref QuoteState state)
    {
        if (_toldOpen.Before == nextPrint)
        {
            state.Open = _toldOpen.Price;
        }

        if (_toldClose.Before == nextPrint)
        {
            _officialClose = _toldClose.Price;
        }
    }

    private void SetPrices(long number, in TradePrint print, ref QuoteState state)
    {
        var price = print.Price;
        if ((print.Effect & TradeEffect.HighLow) != 0)
        {
            if (!state.High.HasValue || price > state.High)
            {
                state.High = price;
            }

            if (price < state.Low)
            {
                state.Low = price;
            }
        }

        if ((print.Effect & TradeEffect.Last) != 0 || ((print.Effect & TradeEffect.LastIfFirst) != 0 && _firstLastSale == 0))
        {
            state.LastSale = price;
            state.LastSaleSize = print.Size;
            _firstLastSale = _firstLastSale == 0 ? number : _firstLastSale;
        }

        if ((print.Effect & TradeEffect.Open) != 0 && !state.Open.HasValue)
        {
            state.Open = price;
        }

        if ((print.Effect & (TradeEffect.OfficialOpen | TradeEffect.OfficialClose)) != 0)
        {
            SetOfficialPrices(print, ref state);
        }
    }

    private void SetOfficialPrices(in TradePrint print, ref QuoteState state)
    {
        // Every venue prints an official open of its own: one that comes after the day's first trade is not the day's.
        if ((print.Effect & TradeEffect.OfficialOpen) != 0 && !state.Open.HasValue)
        {
            state.Open = print.Price;
        }

        if ((print.Effect & TradeEffect.OfficialClose) != 0)
        {
            _officialClose = print.Price;
        }
    }

    // Rare: once per trade date.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Roll(long venueTimeNanos, Mic venue, long nextPrint, ref QuoteState state)
    {
        var isFirstDay = _today.EndNanos == 0;
        _market = isFirstDay ? calendar.MarketKindOf(System.Text.Encoding.UTF8.GetBytes(symbol), venue) : _market;
        _today = calendar.DayOf(_market, venueTimeNanos);
        if (!isFirstDay)
        {
            state.PreviousClose = _officialClose.HasValue ? _officialClose : state.LastSale.HasValue ? state.LastSale : state.PreviousClose;
        }

        state.Open = state.High = state.Low = _officialClose = Price.None;
        state.Volume = 0;
        _firstPrint = nextPrint;
        _firstLastSale = 0;
        _lastSaleBefore = state.LastSale;
        _lastSaleSizeBefore = state.LastSaleSize;
        _toldOpen = _toldClose = default;
    }
}
