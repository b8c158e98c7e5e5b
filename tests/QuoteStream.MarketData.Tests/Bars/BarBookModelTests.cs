using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Bars;

public sealed class BarBookModelTests(ITestOutputHelper output)
{
    private const long Second = 1_000_000_000;

    private static readonly TradeEffect[] Effects =
    [
        TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open,
        TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.LastIfFirst,
        TradeEffect.Volume,
        TradeEffect.HighLow | TradeEffect.Last,
        TradeEffect.OfficialClose,
    ];

    /// <summary>A ring that holds every bar, one that must drop some, one that is not a power of two, and one of a single bar.</summary>
    [Theory]
    [InlineData(4_096)]
    [InlineData(32)]
    [InlineData(21)]
    [InlineData(1)]
    public void Bars_are_what_going_through_all_trades_again_finds(int maxBars)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        for (var run = 0; run < 40; run++)
        {
            var random = new Random(seed + run);
            var bars = new BarBook(new BookOptions { MaxBars = maxBars });
            var plain = new PlainBars();
            var now = 1_700_000_000 * Second;
            for (var step = 0; step < 250; step++)
            {
                now += random.Next(30) == 0 ? random.NextInt64(8 * 3600 * Second) : random.NextInt64(3 * Second);
                Step(random, bars, plain, now, canBeLate: maxBars == 4_096);
            }

            AssertSame(plain, bars, maxBars, $"seed {seed}, run {run}");
        }
    }

    // Where bars are dropped, a late trade may have come before or after its bar was: then the plain list does not say what must be there.
    private static void Step(Random random, BarBook bars, PlainBars plain, long now, bool canBeLate)
    {
        if (canBeLate && plain.Trades.Count > 0 && random.Next(8) == 0)
        {
            Change(random, bars, plain);
            return;
        }

        var time = canBeLate && random.Next(6) == 0 ? now - random.NextInt64(2 * 3600 * Second) : now;
        var trade = new CountedTrade(time, new Price(random.Next(1, 50)), random.Next(1, 9), Effects[random.Next(Effects.Length)]);
        bars.Count(trade.VenueTimeNanos, trade.Price, trade.Size, trade.Effect);
        plain.Trades.Add(trade);
    }

    private static void Change(Random random, BarBook bars, PlainBars plain)
    {
        var index = random.Next(plain.Trades.Count);
        if (plain.Trades[index] is not { } before)
        {
            return;
        }

        CountedTrade? after = random.Next(2) == 0
            ? null
            : new CountedTrade(before.VenueTimeNanos, new Price(random.Next(1, 50)), random.Next(1, 9), Effects[random.Next(Effects.Length)]);
        plain.Trades[index] = after;
        bars.BeginRecount(before, after, long.MinValue);
        foreach (var trade in plain.Trades.OfType<CountedTrade>())
        {
            bars.CountAgain(trade.VenueTimeNanos, trade.Price, trade.Size, trade.Effect);
        }

        bars.EndRecount(before, after);
    }

    private static void AssertSame(PlainBars plain, BarBook bars, int maxBars, string context)
    {
        var read = new Bar[maxBars];
        foreach (var interval in Enum.GetValues<BarInterval>())
        {
            var expected = plain.Of(interval).TakeLast(maxBars).Select(bar => $"{bar.Key}: {bar.Value}");
            var found = read[..bars.Read(interval, read)].Select(bar => $"{bar.StartNanos}: {PlainBars.Describe(bar)}");
            Assert.True(expected.SequenceEqual(found), $"{context}, {interval}:\n{string.Join('\n', expected)}\nnot\n{string.Join('\n', found)}");
        }
    }
}
