using System.Numerics;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

/// <summary>The bars of an interval made of all trades at once.</summary>
internal static class PlainDayBars
{
    /// <summary>Oldest first.</summary>
    public static List<Bar> Of(IEnumerable<PlainDay.Entry> trades, BarInterval interval)
    {
        var bars = new List<Bar>();
        var length = BarBook.LengthOf(interval);
        var counted = trades.Where(trade => !trade.IsCancelled && (Effect(trade) & (TradeEffect.Volume | TradeEffect.HighLow)) != 0);
        foreach (var group in counted.GroupBy(trade => trade.Time / length * length).OrderBy(group => group.Key))
        {
            bars.Add(Make(group.Key, [.. group]));
        }

        return bars;
    }

    public static string ShowPrices(Bar bar) => $"open {bar.Open} high {bar.High} low {bar.Low} close {bar.Close} turnover {bar.Turnover} of {bar.PricedVolume}";

    public static string ShowSums(Bar bar) => $"{bar.StartNanos}: {bar.TradeCount} x {bar.Volume}";

    private static TradeEffect Effect(PlainDay.Entry trade) => trade.IsSuspicious ? trade.Print.Effect & TradeEffect.Volume : trade.Print.Effect;

    private static Bar Make(long start, PlainDay.Entry[] trades)
    {
        var volume = trades.Where(trade => Effect(trade).HasFlag(TradeEffect.Volume)).ToArray();
        var priced = trades.Where(trade => Effect(trade).HasFlag(TradeEffect.HighLow)).ToArray();
        var both = volume.Intersect(priced).ToArray();
        var turnover = both.Aggregate(BigInteger.Zero, (sum, trade) => sum + ((BigInteger)trade.Print.Price.Nanos * trade.Print.Size));
        var isTooLarge = turnover > (BigInteger)Int128.MaxValue;
        var closing = priced.LastOrDefault(trade => Effect(trade).HasFlag(TradeEffect.Last)) ?? priced.LastOrDefault();
        return new Bar
        {
            StartNanos = start,
            Open = priced.Length == 0 ? Price.None : priced[0].Print.Price,
            High = priced.Length == 0 ? Price.None : priced.Max(trade => trade.Print.Price),
            Low = priced.Length == 0 ? Price.None : priced.Min(trade => trade.Print.Price),
            Close = closing is null ? Price.None : closing.Print.Price,
            Volume = Sum(volume),
            TradeCount = volume.Length,
            Turnover = isTooLarge ? 0 : (Int128)turnover,
            PricedVolume = isTooLarge ? -1 : Sum(both),
        };
    }

    private static Int128 Sum(PlainDay.Entry[] trades) => trades.Aggregate(Int128.Zero, (sum, trade) => sum + trade.Print.Size);
}
