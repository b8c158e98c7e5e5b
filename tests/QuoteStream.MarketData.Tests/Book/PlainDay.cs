using System.Numerics;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

/// <summary>The day's figures worked out the slow way: everything is kept, and all of it is gone through again whenever it is asked.</summary>
internal sealed class PlainDay(TimeZoneInfo zone, decimal band)
{
    private const int MaxWaiting = 8;

    private readonly List<Entry> _entries = [];
    private readonly List<Entry> _waiting = [];
    private (Price Price, long Size) _lastBefore = (Price.None, 0);
    private Price _previousClose = Price.None;
    private DateTime _date = DateTime.MinValue;
    private long _trades;

    public int Suspicious { get; private set; }

    public int Confirmed { get; private set; }

    public IEnumerable<Entry> Trades => _entries.Where(entry => entry.Place >= 0);

    /// <param name="mid">Of the NBBO at that time.</param>
    /// <returns>Whether its price is suspicious.</returns>
    public bool Trade(long time, in TradePrint print, Price mid)
    {
        RollTo(time);
        var last = Work().State.LastSale;
        var setsPrice = (print.Effect & ~TradeEffect.Volume) != 0 && DateOf(time) == _date;
        var isTrade = (print.Effect & (TradeEffect.HighLow | TradeEffect.Last | TradeEffect.LastIfFirst)) != 0;
        var speaks = setsPrice && isTrade && Confirm(print.Price, last);
        var entry = new Entry { Date = DateOf(time), Time = time, Place = _trades++, Print = print, Id = print.Id.ToString() };
        _entries.Add(entry);
        if (setsPrice && !speaks && !IsWithin(last, print.Price) && !IsBorneOut(print.Price, mid, last))
        {
            Await(entry);
        }

        return entry.IsSuspicious;
    }

    /// <summary>False: no such trade stands, or is held.</summary>
    public bool Cancel(string id, Mic venue)
    {
        var entry = Find(id, venue);
        if (entry is not null)
        {
            entry.IsCancelled = true;
            _waiting.Remove(entry);
        }

        return entry is not null;
    }

    /// <inheritdoc cref="Cancel"/>
    public bool Correct(string id, Mic venue, in TradePrint corrected, Price mid, out bool isSuspicious)
    {
        isSuspicious = false;
        if (Find(id, venue) is not { } entry)
        {
            return false;
        }

        var old = (entry.Print.Price, entry.IsSuspicious);
        entry.IsCancelled = true;
        _waiting.Remove(entry);
        var last = Work().State.LastSale;
        entry.Print = corrected;
        entry.Id = corrected.Id.IsEmpty ? entry.Id : corrected.Id.ToString();
        entry.IsCancelled = entry.IsSuspicious = false;
        var isUsual = IsWithin(last, corrected.Price) || (!old.IsSuspicious && IsWithin(old.Price, corrected.Price)) || IsBorneOut(corrected.Price, mid, last);
        if (entry.Date == _date && (corrected.Effect & ~TradeEffect.Volume) != 0 && !isUsual)
        {
            Await(entry);
        }

        isSuspicious = entry.IsSuspicious;
        return true;
    }

    /// <summary>A new NBBO.</summary>
    public void Compare(Price mid) => Confirm(mid, Work().State.LastSale);

    /// <summary>Trades before this place can be cancelled or corrected no more.</summary>
    public void Forget(long place) => Trades.Where(entry => entry.Place < place).ToList().ForEach(entry => entry.IsForgotten = true);

    public void Tell(long time, Price open, Price close, Price previousClose)
    {
        _previousClose = previousClose.HasValue ? previousClose : _previousClose;
        _entries.Add(new Entry { Date = DateOf(time), ToldOpen = open, ToldClose = close });
    }

    /// <summary>The middle of a market that is no wider than the band.</summary>
    public Price MidOf(in Nbbo nbbo) => nbbo.Bid.HasValue && nbbo.Ask.HasValue && !nbbo.IsCrossedMarket && IsWithin(nbbo.Bid, nbbo.Ask)
        ? new Price((nbbo.Bid.Nanos + nbbo.Ask.Nanos) / 2)
        : Price.None;

    public void RollTo(long time)
    {
        var date = DateOf(time);
        if (date <= _date)
        {
            return;
        }

        if (_date != DateTime.MinValue)
        {
            var (ended, close) = Work();
            _previousClose = close.HasValue ? close : ended.LastSale.HasValue ? ended.LastSale : _previousClose;
            _lastBefore = (ended.LastSale, ended.LastSaleSize);
        }

        _date = date;
        _waiting.Clear();
    }

    public QuoteState Figures() => Work().State;

    private (QuoteState State, Price Close) Work()
    {
        var state = QuoteState.Empty;
        var close = Price.None;
        var hasLast = false;
        var turnover = BigInteger.Zero;
        (state.LastSale, state.LastSaleSize) = _lastBefore;
        state.PreviousClose = _previousClose;
        foreach (var entry in _entries.Where(entry => entry.Date == _date && !entry.IsCancelled))
        {
            state.Open = entry.ToldOpen.HasValue ? entry.ToldOpen : state.Open;
            close = entry.ToldClose.HasValue ? entry.ToldClose : close;
            var print = entry.Print;
            var effect = entry.Place < 0 ? TradeEffect.None : entry.IsSuspicious ? print.Effect & TradeEffect.Volume : print.Effect;
            state.Volume += effect.HasFlag(TradeEffect.Volume) ? print.Size : 0;
            if (effect.HasFlag(TradeEffect.HighLow))
            {
                state.High = !state.High.HasValue || print.Price > state.High ? print.Price : state.High;
                state.Low = !state.Low.HasValue || print.Price < state.Low ? print.Price : state.Low;
                state.PricedVolume += effect.HasFlag(TradeEffect.Volume) ? print.Size : 0;
                turnover += effect.HasFlag(TradeEffect.Volume) ? (BigInteger)print.Price.Nanos * print.Size : 0;
            }

            if (effect.HasFlag(TradeEffect.Last) || (effect.HasFlag(TradeEffect.LastIfFirst) && !hasLast))
            {
                (state.LastSale, state.LastSaleSize, hasLast) = (print.Price, print.Size, true);
            }

            var opens = (effect & (TradeEffect.OfficialOpen | TradeEffect.Open)) != 0 && !state.Open.HasValue;
            state.Open = opens ? print.Price : state.Open;
            close = effect.HasFlag(TradeEffect.OfficialClose) ? print.Price : close;
        }

        state.Turnover = turnover > (BigInteger)Int128.MaxValue ? -1 : (Int128)turnover;
        return (state, close);
    }

    private bool IsWithin(Price of, Price price)
    {
        if (band == 0 || !of.HasValue)
        {
            return true;
        }

        var factor = (1 - band) * (of.Nanos < 3_000_000_000 ? 1 - band : 1) * (of.Nanos < 750_000_000 ? 1 - band : 1);
        return price.Nanos >= of.Nanos * factor && price.Nanos * factor <= of.Nanos;
    }

    private bool IsBorneOut(Price suspicious, Price witness, Price last) =>
        witness.HasValue && IsWithin(suspicious, witness)
        && (!last.HasValue || Math.Abs((decimal)witness.Nanos - suspicious.Nanos) < Math.Abs((decimal)witness.Nanos - last.Nanos));

    private bool Confirm(Price witness, Price last)
    {
        var confirmed = _waiting.FindAll(entry => IsBorneOut(entry.Print.Price, witness, last));
        confirmed.ForEach(entry => entry.IsSuspicious = entry.IsForgotten);
        Confirmed += confirmed.Count;
        return _waiting.RemoveAll(confirmed.Contains) > 0;
    }

    private void Await(Entry entry)
    {
        Suspicious++;
        entry.IsSuspicious = true;
        _waiting.Add(entry);
        if (_waiting.Count > MaxWaiting)
        {
            _waiting.RemoveAt(0);
        }
    }

    private Entry? Find(string id, Mic venue) => id.Length == 0
        ? null
        : _entries.FindLast(e => e.Place >= 0 && !e.IsCancelled && !e.IsForgotten && e.Id == id && e.Print.Venue == venue);

    private DateTime DateOf(long time)
    {
        var date = TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddTicks(time / 100), zone).Date;

        // Shares do not trade at weekends; no other holiday is near the days that the tests use.
        return (zone.BaseUtcOffset == TimeSpan.Zero, date.DayOfWeek) switch
        {
            (false, DayOfWeek.Saturday) => date.AddDays(-1),
            (false, DayOfWeek.Sunday) => date.AddDays(-2),
            _ => date,
        };
    }

    /// <summary>A trade as it stands, or what reference data told.</summary>
    internal sealed class Entry
    {
        public DateTime Date;
        public long Time;
        public long Place = -1;
        public TradePrint Print;
        public string Id = "";
        public bool IsCancelled;
        public bool IsSuspicious;
        public bool IsForgotten;
        public Price ToldOpen = Price.None;
        public Price ToldClose = Price.None;
    }
}
