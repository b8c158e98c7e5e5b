using QuoteStream.MarketData.Bars;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>Two recorded days of one share, every trade of every venue, beside the bars that the tape's vendor made of them.</summary>
public sealed class RecordedBarsTests(ITestOutputHelper output)
{
    private static readonly string[] Dates = ["20131007", "20131008"];

    [FactNeeds(Need.MarketData)]
    public void Bars_of_the_tapes_own_conditions_differ_from_the_vendors_only_by_named_conditions()
    {
        foreach (var comparison in Compare(trade => trade.CtaCodes()))
        {
            output.WriteLine($"{comparison}");
            Assert.True(comparison.SameVolume >= 0.98 * comparison.Bars, $"{comparison}");
            Assert.True(comparison.IsExplained, $"{comparison}");
        }
    }

    [FactNeeds(Need.MarketData)]
    public void Bars_under_the_vendors_rule_are_the_vendors()
    {
        foreach (var comparison in Compare(trade => trade.CodesOfVendorsRule()))
        {
            output.WriteLine($"{comparison}");
            Assert.True(comparison.SameVolume >= 0.98 * comparison.Bars, $"{comparison}");
            Assert.True(comparison.SamePrices >= 0.95 * comparison.Bars, $"{comparison}");
            Assert.True(comparison.IsExplained, $"{comparison}");
        }
    }

    [FactNeeds(Need.MarketData)]
    public void Days_figures_are_what_the_tapes_rules_make_of_all_trades()
    {
        var replay = new TapeReplay();
        foreach (var tape in Dates.Select(date => new RecordedTape(date)))
        {
            replay.Publish(tape, trade => trade.CtaCodes());
            replay.Channel.Read(out var state);
            var hours = replay.BarsOf(tape, BarInterval.OneHour).Values.ToArray();
            var priced = hours.Where(bar => bar.Open.HasValue).ToArray();
            Assert.Equal(tape.Trades.Where(trade => !trade.IsOfficial).Sum(trade => trade.Size), (long)(state.Volume / 1_000_000_000));
            Assert.Equal(hours.Aggregate(Int128.Zero, (sum, bar) => sum + bar.Volume), state.Volume);
            Assert.Equal((priced.Max(bar => bar.High), priced.Min(bar => bar.Low)), (state.High, state.Low));
        }
    }

    private static IEnumerable<BarComparison> Compare(Func<TapeTrade, string> codes)
    {
        var replay = new TapeReplay();
        foreach (var tape in Dates.Select(date => new RecordedTape(date)))
        {
            replay.Publish(tape, codes);
            yield return new BarComparison(tape, replay, BarInterval.OneSecond, codes);
            yield return new BarComparison(tape, replay, BarInterval.OneMinute, codes);
        }
    }
}
