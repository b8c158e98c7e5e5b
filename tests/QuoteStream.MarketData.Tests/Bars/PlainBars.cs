using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Bars;

/// <summary>Bars worked out again from a list of all trades, each time they are asked for.</summary>
internal sealed class PlainBars
{
    public List<CountedTrade?> Trades { get; } = [];

    /// <summary>By their start.</summary>
    public SortedDictionary<long, string> Of(BarInterval interval)
    {
        var length = BarBook.LengthOf(interval);
        var bars = new SortedDictionary<long, string>();
        foreach (var group in Trades.OfType<CountedTrade>().GroupBy(trade => trade.VenueTimeNanos / length * length))
        {
            var counted = group.Where(trade => trade.Effect.HasFlag(TradeEffect.Volume)).ToArray();
            var priced = group.Where(trade => trade.Effect.HasFlag(TradeEffect.HighLow)).ToArray();
            if (counted.Length + priced.Length > 0)
            {
                bars[group.Key] = Describe(counted, priced);
            }
        }

        return bars;
    }

    public static string Describe(Bar bar) =>
        $"{bar.Open} {bar.High} {bar.Low} {bar.Close}, {bar.Volume} in {bar.TradeCount}, {bar.Turnover} of {bar.PricedVolume}";

    private static string Describe(CountedTrade[] counted, CountedTrade[] priced)
    {
        var both = priced.Where(trade => trade.Effect.HasFlag(TradeEffect.Volume)).ToArray();
        return Describe(new Bar
        {
            Open = priced.Length == 0 ? Price.None : priced[0].Price,
            High = priced.Length == 0 ? Price.None : priced.Max(trade => trade.Price),
            Low = priced.Length == 0 ? Price.None : priced.Min(trade => trade.Price),
            Close = priced.Length == 0 ? Price.None : priced.LastOrDefault(trade => trade.Effect.HasFlag(TradeEffect.Last), priced[^1]).Price,
            Volume = counted.Sum(trade => trade.Size),
            TradeCount = counted.Length,
            Turnover = both.Sum(trade => trade.Price.Nanos * trade.Size),
            PricedVolume = both.Sum(trade => trade.Size),
        });
    }
}
