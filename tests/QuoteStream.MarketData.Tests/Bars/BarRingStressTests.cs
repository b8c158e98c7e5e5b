using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.Bars;

public sealed class BarRingStressTests
{
    private const int MaxBars = 40;
    private const int Trades = 400_000;
    private const TradeEffect Regular = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;

    private long _reads;

    /// <summary>
    /// Every trade has its bar's start as its price and three times that as its size, so that a bar copied while it changes, or that has another's
    /// part, shows. Bars are begun in order, and late between others.
    /// </summary>
    [Fact]
    public async Task Readers_see_whole_bars_in_order_while_trades_begin_and_change_them()
    {
        var ring = new BarRing(lengthNanos: 10, MaxBars);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(ring, done.Token))).ToArray();
        for (var i = 1; i <= Trades; i++)
        {
            // Every fifth comes late, and begins a bar between the two newest, whose starts are 20 apart.
            var start = i % 5 == 0 ? (i / 5 * 20) - 30 : i / 5 * 20;
            ring.Add(new CountedTrade(start + (i % 10), new Price(start), 3L * start, Regular));
        }

        // Readers that got no core until now get to see something, too.
        await Eventually.True(() => readers.Any(reader => reader.IsFaulted) || Interlocked.Read(ref _reads) > 100); // Only looked at.
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private void ReadUntil(BarRing ring, CancellationToken done)
    {
        var bars = new Bar[MaxBars];
        while (!done.IsCancellationRequested)
        {
            var count = ring.Read(bars);
            Assert.InRange(count, 0, MaxBars);
            for (var i = 0; i < count; i++)
            {
                var bar = bars[i];
                var start = bar.StartNanos;
                Assert.Equal((start, start, start, start), (bar.Open.Nanos, bar.High.Nanos, bar.Low.Nanos, bar.Close.Nanos));
                Assert.Equal((3 * start * bar.TradeCount, bar.Volume), ((long)bar.Volume, bar.PricedVolume));
                Assert.Equal(bar.Volume * start, bar.Turnover);
                Assert.True(i == 0 || bars[i - 1].StartNanos < start);
            }

            Interlocked.Increment(ref _reads); // Only counted.
        }
    }
}
