using System.Text;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>Our bars of one day and interval beside the vendor's: how many agree, and which conditions make the others differ.</summary>
/// <remarks>
/// The vendor's bar begins with a trade that sets prices, and lasts until the next such trade of a later interval: what trades meanwhile
/// counts in it. So its volume is compared with that of all our bars up to its next one.
/// </remarks>
internal sealed class BarComparison
{
    private const string Unexplained = "nothing known";

    private readonly RecordedTape _tape;
    private readonly SortedDictionary<long, TapeBar> _vendors;
    private readonly SortedDictionary<long, Bar> _ours;
    private readonly Func<TapeTrade, string> _codes;
    private readonly ILookup<long, TapeTrade> _trades;
    private readonly bool _areMinutes;

    /// <param name="codes">As the trades were told.</param>
    public BarComparison(RecordedTape tape, TapeReplay replay, BarInterval interval, Func<TapeTrade, string> codes)
    {
        var length = BarBook.LengthOf(interval);
        _tape = tape;
        _areMinutes = interval == BarInterval.OneMinute;
        _vendors = _areMinutes ? tape.Minutes : tape.Seconds;
        _ours = replay.BarsOf(tape, interval);
        _codes = codes;
        _trades = tape.Trades.ToLookup(trade => tape.Nanos(trade.Millis) / length * length);
        CompareVolumes();
        ComparePrices();
    }

    public int Bars => _vendors.Count;

    /// <summary>Bars whose volume is the vendor's; without looking at the intervals in which the vendor has no bar.</summary>
    public int SameVolumeAlone { get; private set; }

    public int SameVolume { get; private set; }

    public int SamePrices { get; private set; }

    /// <summary>How many bars differ for which reasons.</summary>
    public SortedDictionary<string, int> VolumeDifferences { get; } = [];

    /// <inheritdoc cref="VolumeDifferences"/>
    public SortedDictionary<string, int> PriceDifferences { get; } = [];

    public bool IsExplained => !VolumeDifferences.ContainsKey(Unexplained) && !PriceDifferences.ContainsKey(Unexplained);

    public override string ToString()
    {
        var text = new StringBuilder($"{_tape.Date} {(_areMinutes ? "minutes" : "seconds")}: {Bars} bars of the vendor's, {_ours.Count} of ours; ");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"same volume {SameVolume} ({SameVolumeAlone} interval by interval), ");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"same open, high, low and close {SamePrices}");
        foreach (var (name, count) in VolumeDifferences)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n  volume differs in {count}: {name}");
        }

        foreach (var (name, count) in PriceDifferences)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n  prices differ in {count}: {name}");
        }

        return text.ToString();
    }

    private static void Note(SortedDictionary<string, int> differences, string name) =>
        differences[name] = differences.GetValueOrDefault(name) + 1;

    private static long Shares(Bar bar) => (long)(bar.Volume / 1_000_000_000);

    // As the tape has them, in units of 1e-4; 0 where there are none.
    private static (long Open, long High, long Low, long Close) Prices(Bar bar) =>
        bar.Open.HasValue ? (Ticks(bar.Open), Ticks(bar.High), Ticks(bar.Low), Ticks(bar.Close)) : default;

    private static long Ticks(Price price) => price.Nanos / 100_000;

    /// <summary>The conditions of a trade that decide what it does, without those that say nothing of it.</summary>
    private static TapeConditions Named(TapeTrade trade) => trade.Conditions & ~(TapeConditions.TradeThroughExempt | TapeConditions.Regular);

    private void CompareVolumes()
    {
        var starts = _vendors.Keys.ToArray();
        var ours = _ours.ToLookup(bar => Array.BinarySearch(starts, bar.Key) is var i && i >= 0 ? i : ~i - 1, bar => bar.Value);
        for (var i = 0; i < starts.Length; i++)
        {
            var vendors = _vendors[starts[i]].Volume;
            var difference = vendors - ours[i].Sum(Shares);
            SameVolumeAlone += _ours.TryGetValue(starts[i], out var same) && Shares(same) == vendors ? 1 : 0;
            SameVolume += difference == 0 ? 1 : 0;
            if (difference != 0)
            {
                // The vendor takes an auction out of the bar in which it was printed, and into the minute in which it belongs, or nowhere.
                var auction = _tape.Trades.FirstOrDefault(trade => trade.IsAuction && trade.Size == Math.Abs(difference));
                Note(VolumeDifferences, auction is null ? Unexplained : $"{Named(auction)} is {(difference < 0 ? "not " : "")}in the vendor's bar");
            }
        }
    }

    private void ComparePrices()
    {
        foreach (var (start, vendors) in _vendors)
        {
            var ours = _ours.TryGetValue(start, out var bar) ? Prices(bar) : default;
            if (ours == vendors.Prices)
            {
                SamePrices++;
            }
            else
            {
                Note(PriceDifferences, Explain(start, vendors, ours));
            }
        }

        // Where only we have prices, no trade must have one by the vendor's rule.
        foreach (var (start, bar) in _ours.Where(bar => bar.Value.Open.HasValue && !_vendors.ContainsKey(bar.Key)))
        {
            Note(PriceDifferences, "no bar of the vendor's: " + Explain(start, new TapeBar(0, 0, 0, 0, 0), Prices(bar)));
        }
    }

    /// <summary>Names the conditions on which the rules differ, if each rule makes its own bar of the same trades and nothing else is between them.</summary>
    private string Explain(long start, TapeBar vendors, (long, long, long, long) ours)
    {
        var trades = _trades[start].ToArray();
        if (PlainPrices(trades, trade => (trade.SetsVendorsPrices, trade.SetsVendorsPrices)) is var byVendor && byVendor != vendors.Prices)
        {
            return ExplainAuction(vendors, byVendor);
        }

        var differing = trades.Where(trade => OurRule(trade) != (trade.SetsVendorsPrices, trade.SetsVendorsPrices)).Select(Named).Distinct().ToArray();
        return PlainPrices(trades, OurRule) == ours && differing.Length > 0
            ? string.Join(" and ", differing.SelectMany(conditions => conditions.ToString().Split(", ")).Distinct().Order())
            : Unexplained;
    }

    /// <summary>In minutes the auctions are the open of the first and the close of the last, with no regard to when they were printed.</summary>
    private string ExplainAuction(TapeBar vendors, (long Open, long High, long Low, long Close) byTrades)
    {
        foreach (var auction in _tape.Trades.Where(trade => trade.IsAuction))
        {
            var (open, close) = (auction.Conditions & TapeConditions.OpeningPrint) != 0 ? (auction.Price, byTrades.Close) : (byTrades.Open, auction.Price);
            if (_areMinutes && vendors.Prices == (open, byTrades.High, byTrades.Low, close))
            {
                return $"{Named(auction)} in the minute";
            }
        }

        return Unexplained;
    }

    private (bool HighLow, bool Last) OurRule(TapeTrade trade)
    {
        Assert.True(SaleConditions.TryRead(SaleConditionScheme.Cta, Encoding.ASCII.GetBytes(_codes(trade)), out var effect));
        return ((effect & TradeEffect.HighLow) != 0, (effect & TradeEffect.Last) != 0);
    }

    private static (long Open, long High, long Low, long Close) PlainPrices(IEnumerable<TapeTrade> trades, Func<TapeTrade, (bool HighLow, bool Last)> rule)
    {
        var priced = trades.Where(trade => rule(trade).HighLow).ToArray();
        if (priced.Length == 0)
        {
            return default;
        }

        var last = priced.LastOrDefault(trade => rule(trade).Last) ?? priced[^1];
        return (priced[0].Price, priced.Max(trade => trade.Price), priced.Min(trade => trade.Price), last.Price);
    }
}
