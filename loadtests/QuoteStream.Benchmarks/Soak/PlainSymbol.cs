using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.Soak;

/// <summary>A symbol as a list of the day's trades and four quotes: slow to ask, hard to get wrong.</summary>
internal sealed class PlainSymbol
{
    private readonly (int Price, int Size)[] _bids = new (int, int)[SoakFeed.Venues];
    private readonly List<Trade> _trades = [];
    private readonly Dictionary<long, int> _byId = [];
    private (int Price, int Size) _lastBefore;

    /// <summary>How many interruptions of the feed there had been at its newest tick.</summary>
    public long SeenInterruptions { get; private set; }

    public bool HasTicked { get; private set; }

    public TradingState State { get; private set; } = TradingState.Trading;

    /// <summary>Trades, cancels and corrections, of all days.</summary>
    public long Prints { get; private set; }

    /// <summary>Of the best bid in hundredths; 0: none.</summary>
    public int BestBid => _bids.Where(bid => bid.Size > 0).Select(bid => bid.Price).DefaultIfEmpty().Max();

    /// <summary>Five above the bid of a venue, which may be empty; 0: none.</summary>
    public int BestAsk => _bids.Where(bid => bid.Price > 0).Select(bid => bid.Price + 5).DefaultIfEmpty().Min();

    public bool HasBidOf(int price, long size) => _bids.Any(bid => bid.Price == price && bid.Size == size);

    /// <returns>False: the tick is refused.</returns>
    public bool Apply(in SoakTick tick, long interruptions)
    {
        switch (tick.Kind)
        {
            case TickKind.Quote:
                _bids[tick.Venue] = (tick.Price, tick.Size);
                break;
            case TickKind.Trade:
                Prints++;
                _byId.Add(tick.Id, _trades.Count);
                _trades.Add(new Trade(tick.Price, tick.Size, tick.IsRegular));
                break;
            case TickKind.Status:
                State = tick.State;
                break;
            default:
                if (!_byId.TryGetValue(tick.Id, out var at))
                {
                    return false;
                }

                Prints++;
                if (tick.Kind == TickKind.Correction)
                {
                    _trades[at] = new Trade(tick.Price, tick.Size, tick.IsRegular);
                    break;
                }

                _trades[at] = default;
                _byId.Remove(tick.Id);
                break;
        }

        HasTicked = true;
        SeenInterruptions = interruptions;
        return true;
    }

    /// <summary>What the day's standing trades come to.</summary>
    public PlainFigures Sum()
    {
        var regular = _trades.Where(trade => trade.IsRegular).ToList();
        return new PlainFigures(
            regular.Count == 0 ? _lastBefore.Price : regular[^1].Price,
            regular.Count == 0 ? _lastBefore.Size : regular[^1].Size,
            regular.Count == 0 ? 0 : regular[0].Price,
            regular.Select(trade => trade.Price).DefaultIfEmpty().Max(),
            regular.Select(trade => trade.Price).DefaultIfEmpty().Min(),
            _trades.Sum(trade => (long)trade.Size));
    }

    public void BeginDay()
    {
        var day = Sum();
        _lastBefore = (day.Last, day.LastSize);
        _trades.Clear();
        _byId.Clear();
    }

    /// <summary>All 0: taken back.</summary>
    private readonly record struct Trade(int Price, int Size, bool IsRegular);
}
