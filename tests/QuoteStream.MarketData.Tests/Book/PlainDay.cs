using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

/// <summary>The day's figures worked out the slow way: everything is kept, and all of it is gone through again whenever it is asked.</summary>
internal sealed class PlainDay(TimeZoneInfo zone)
{
    private readonly List<Entry> _entries = [];
    private readonly List<Version> _versions = [];
    private (Price Price, long Size) _lastBefore = (Price.None, 0);
    private Price _previousClose = Price.None;
    private DateTime _date = DateTime.MinValue;

    public void Trade(long time, in TradePrint print)
    {
        RollTo(time);
        Add(new Entry { Date = DateOf(time) }, print);
    }

    /// <summary>False: no such trade stands.</summary>
    public bool Cancel(string id, Mic venue)
    {
        var version = Find(id, venue);
        if (version is not null)
        {
            version.Entry.Standing = null;
        }

        return version is not null;
    }

    /// <inheritdoc cref="Cancel"/>
    public bool Correct(string id, Mic venue, in TradePrint corrected)
    {
        var version = Find(id, venue);
        if (version is not null)
        {
            Add(version.Entry, corrected, id);
        }

        return version is not null;
    }

    public void Tell(Price open, Price close, Price previousClose)
    {
        _previousClose = previousClose.HasValue ? previousClose : _previousClose;
        _entries.Add(new Entry { Date = _date, ToldOpen = open, ToldClose = close });
    }

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
    }

    public QuoteState Figures() => Work().State;

    private (QuoteState State, Price Close) Work()
    {
        var state = QuoteState.Empty;
        var close = Price.None;
        var hasLast = false;
        (state.LastSale, state.LastSaleSize) = _lastBefore;
        state.PreviousClose = _previousClose;
        foreach (var entry in _entries.Where(entry => entry.Date == _date))
        {
            state.Open = entry.ToldOpen.HasValue ? entry.ToldOpen : state.Open;
            close = entry.ToldClose.HasValue ? entry.ToldClose : close;
            if (entry.Standing is not { Print: var print })
            {
                continue;
            }

            state.Volume += print.Effect.HasFlag(TradeEffect.Volume) ? print.Size : 0;
            if (print.Effect.HasFlag(TradeEffect.HighLow))
            {
                state.High = !state.High.HasValue || print.Price > state.High ? print.Price : state.High;
                state.Low = !state.Low.HasValue || print.Price < state.Low ? print.Price : state.Low;
            }

            if (print.Effect.HasFlag(TradeEffect.Last) || (print.Effect.HasFlag(TradeEffect.LastIfFirst) && !hasLast))
            {
                (state.LastSale, state.LastSaleSize, hasLast) = (print.Price, print.Size, true);
            }

            var opens = (print.Effect & (TradeEffect.OfficialOpen | TradeEffect.Open)) != 0 && !state.Open.HasValue;
            state.Open = opens ? print.Price : state.Open;
            close = print.Effect.HasFlag(TradeEffect.OfficialClose) ? print.Price : close;
        }

        return (state, close);
    }

    private void Add(Entry entry, in TradePrint print, string inheritedId = "")
    {
        entry.Standing = new Version(entry, print, print.Id.IsEmpty ? inheritedId : print.Id.ToString());
        _versions.Add(entry.Standing);
        if (!_entries.Contains(entry))
        {
            _entries.Add(entry);
        }
    }

    private Version? Find(string id, Mic venue) =>
        id.Length == 0 ? null : _versions.FindLast(v => v.Entry.Standing == v && v.Id == id && v.Print.Venue == venue);

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

    private sealed class Entry
    {
        public DateTime Date;
        public Version? Standing;
        public Price ToldOpen = Price.None;
        public Price ToldClose = Price.None;
    }

    private sealed record Version(Entry Entry, TradePrint Print, string Id);
}
