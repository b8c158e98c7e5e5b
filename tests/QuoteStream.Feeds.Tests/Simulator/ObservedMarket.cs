using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Simulator;

/// <summary>A plain book over venues, kept beside the simulated exchange to see whether it behaves like a market.</summary>
internal sealed class ObservedMarket
{
    private const int MostFaults = 10;

    public Dictionary<string, ObservedSymbol> Symbols { get; } = [];

    public List<string> Faults { get; } = [];

    public long Quotes { get; private set; }

    public long Trades { get; private set; }

    public long StockTrades { get; private set; }

    public long OddLots { get; private set; }

    public long Locked { get; private set; }

    public long Crossed { get; private set; }

    public long Paused { get; private set; }

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
            case Tick.EventOneofCase.Status:
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

    public override string ToString() =>
        $"{Quotes} quotes, {Trades} trades, {OddLots} odd lots, {Locked} locked, {Crossed} crossed, {Paused} paused; spreads "
        + string.Join(' ', Symbols.Select(s => $"{s.Key}:{s.Value.MeanSpread:0.####}/{s.Value.Last:0.##}/{s.Value.Trades}"));

    private void ApplyQuote(Tick tick, ObservedSymbol symbol)
    {
        Quote quote = tick.Quote;
        Quotes++;
        Check(quote.BidPrice >= 0 && quote.AskPrice >= 0 && tick.Venue.Length == 4, tick);
        Check((quote.BidSize == 0) == (quote.BidPrice == 0) && (quote.AskSize == 0) == (quote.AskPrice == 0), tick);
        Check(quote.BidSize == 0 || quote.AskSize == 0 || quote.BidPrice < quote.AskPrice, tick);
        Check(symbol.State == TradingState.Trading || (quote.BidSize == 0 && quote.AskSize == 0), tick);
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
        symbol.Trades++;
        symbol.Last = trade.Price * 1e-5;
        symbol.Prices.Add(trade.Price);
    }

    private void Check(bool isSound, Tick tick)
    {
        if (!isSound && Faults.Count < MostFaults)
        {
            Faults.Add(tick.ToString());
        }
    }
}
