using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Simulator;

/// <summary>A plain book over venues, kept beside the simulated exchange to see whether it behaves like a market.</summary>
internal sealed class ObservedMarket
{
    private const int MostFaults = 10;

    private readonly HashSet<string> _tradeIds = [];

    public Dictionary<string, ObservedSymbol> Symbols { get; } = [];

    public List<string> Faults { get; } = [];

    public long Quotes { get; private set; }

    public long Trades { get; private set; }

    public long StockTrades { get; private set; }

    public long OddLots { get; private set; }

    public long Locked { get; private set; }

    public long Crossed { get; private set; }

    public long Paused { get; private set; }

    public long Halted { get; private set; }

    /// <summary>After halts.</summary>
    public long Resumed { get; private set; }

    public long Cancels { get; private set; }

    public long Corrections { get; private set; }

    public long Reopened { get; private set; }

    public long StillPaused => Symbols.Values.Count(s => s.State == TradingState.Paused);

    public void Apply(Tick tick)
    {
        if (!Symbols.TryGetValue(tick.Symbol, out ObservedSymbol? symbol))
        {
            Symbols.Add(tick.Symbol, symbol = new ObservedSymbol());
        }

        switch (tick.EventCase)
        {
            case Tick.EventOneofCase.Quote:
                ApplyQuote(tick, symbol);
                break;
            case Tick.EventOneofCase.Trade:
                ApplyTrade(tick, symbol);
                break;
            case Tick.EventOneofCase.Cancel:
                Cancels++;
                Amend(tick, symbol, tick.Cancel.Id);
                break;
            case Tick.EventOneofCase.Correction:
                Corrections++;
                Amend(tick, symbol, tick.Correction.Id);
                Check(tick.Correction.Corrected.Price > 0 && _tradeIds.Add(tick.Correction.Corrected.Id), tick);
                break;
            case Tick.EventOneofCase.Status:
                Halted += symbol.State != TradingState.Halted && tick.Status.State == TradingState.Halted ? 1 : 0;
                Resumed += symbol.State == TradingState.QuoteOnly && tick.Status.State == TradingState.Trading ? 1 : 0;
                Check(symbol.State != TradingState.Halted || tick.Status.State is TradingState.Halted or TradingState.QuoteOnly, tick);
                Paused += symbol.State != TradingState.Paused && tick.Status.State == TradingState.Paused ? 1 : 0;
                Reopened += symbol.State == TradingState.Paused && tick.Status.State == TradingState.Trading ? 1 : 0;
                symbol.State = tick.Status.State;
                break;
            case Tick.EventOneofCase.Reference:
                symbol.PreviousClose = tick.Reference.PreviousClose * 1e-5;
                Check(symbol.PreviousClose > 0 && tick.Reference.Name.Length > 0 && tick.Reference.Currency == "USD", tick);
                break;
            default:
                Check(false, tick);
                break;
        }
    }

    public long StillHalted => Symbols.Values.Count(s => s.State is TradingState.Halted or TradingState.QuoteOnly);

    public override string ToString() =>
        $"{Quotes} quotes, {Trades} trades, {OddLots} odd lots, {Locked} locked, {Crossed} crossed, {Paused} paused, {Halted} halted, {Cancels} cancels, {Corrections} corrections; spreads "
        + string.Join(' ', Symbols.Select(s => $"{s.Key}:{s.Value.MeanSpread:0.####}/{s.Value.Last:0.##}/{s.Value.Trades}"));

    private void ApplyQuote(Tick tick, ObservedSymbol symbol)
    {
        Quote quote = tick.Quote;
        Quotes++;
        Check(quote.BidPrice >= 0 && quote.AskPrice >= 0 && tick.Venue.Length == 4, tick);
        Check((quote.BidSize == 0) == (quote.BidPrice == 0) && (quote.AskSize == 0) == (quote.AskPrice == 0), tick);
        Check(quote.BidSize == 0 || quote.AskSize == 0 || quote.BidPrice < quote.AskPrice, tick);
        Check(symbol.State is TradingState.Trading or TradingState.QuoteOnly || (quote.BidSize == 0 && quote.AskSize == 0), tick);
        Check(tick.Symbol.EndsWith("-USD", StringComparison.Ordinal) || (quote.BidPrice % 1000 == 0 && quote.AskPrice % 1000 == 0), tick);
        symbol.Venues[tick.Venue] = quote;

        long bid = symbol.Venues.Values.Max(q => q.BidPrice);
        long ask = symbol.Venues.Values.Where(q => q.AskSize > 0).Select(q => q.AskPrice).DefaultIfEmpty().Min();
        if (bid > 0 && ask > 0)
        {
            Locked += bid == ask ? 1 : 0;
            Crossed += bid > ask ? 1 : 0;
            symbol.AddSpread((ask - bid) * 1e-5);
            symbol.BestVenues.Add(symbol.Venues.MaxBy(q => q.Value.BidPrice).Key);
        }
    }

    private void ApplyTrade(Tick tick, ObservedSymbol symbol)
    {
        Trade trade = tick.Trade;
        Trades++;
        StockTrades += trade.Conditions.Length > 0 ? 1 : 0;
        OddLots += trade.Conditions.Contains('I') ? 1 : 0;
        Check(trade.Price > 0 && trade.Size > 0 && trade.Id.Length > 0 && symbol.State == TradingState.Trading, tick);
        Check(_tradeIds.Add(trade.Id), tick);
        symbol.TradeIds.Add(trade.Id);
        symbol.Trades++;
        symbol.Last = trade.Price * 1e-5;
        symbol.Prices.Add(trade.Price);
    }

    // No trade is amended twice, and none of another symbol.
    private void Amend(Tick tick, ObservedSymbol symbol, string id) => Check(symbol.TradeIds.Remove(id), tick);

    private void Check(bool isSound, Tick tick)
    {
        if (!isSound && Faults.Count < MostFaults)
        {
            Faults.Add(tick.ToString());
        }
    }
}
