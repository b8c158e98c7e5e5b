using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>Lines that open, close, lose, jump and restart on threads of their own, beside the watch and the session's timer.</summary>
public sealed class FeedChaosTests(ITestOutputHelper output)
{
    private static readonly string[] Symbols = ["AAPL", "MSFT", "TSLA", "IBM", "GE"];

    [Fact]
    public async Task Nothing_hangs_and_every_tick_is_counted_once_and_all_is_stale_at_the_end()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var market = new TestMarket(
            new FeedHandlingOptions { LineWait = TimeSpan.FromMilliseconds(2), HeartbeatInterval = TimeSpan.FromMilliseconds(1), StaleAfter = TimeSpan.FromMilliseconds(20) },
            time: TimeProvider.System);
        var sent = new long[4];
        var publishers = sent.Length;
        ThreadRace.Run(
        [
            .. Enumerable.Range(0, sent.Length).Select(i => (Action)(() => Run(i))),
            Watch,
        ]);
        var feeds = market.Handler.Providers;
        await Eventually.True(() => feeds.Sum(feed => Counted(feed.CountTicks())) == sent.Sum());
        Assert.All(feeds, feed => Assert.False(feed.IsUp));
        Assert.All(feeds, feed => Assert.Equal((0, 0), feed.Session!.HeldForTest));
        foreach (var symbol in market.Symbols.Snapshot().ToArray())
        {
            symbol.Read(out var state);
            Assert.True(state.StaleReason == StaleReason.FeedDown, $"seed {seed}: {symbol.Symbol} {state.StaleReason}");
        }

        void Run(int i)
        {
            try
            {
                sent[i] = Publish(market, new Random(seed + i), rounds: 150);
            }
            finally
            {
                Interlocked.Decrement(ref publishers);
            }
        }

        void Watch()
        {
            var watch = new FeedWatch(market.Handler);
            while (Volatile.Read(ref publishers) > 0)
            {
                watch.Step();
            }
        }
    }

    private static long Counted(TickCounts counts) => counts.Applied + counts.Duplicates + counts.Rejected;

    private static long Publish(TestMarket market, Random random, int rounds)
    {
        long sent = 0;
        for (var round = 0; round < rounds; round++)
        {
            var name = random.Next(2) == 0 ? "A" : "B";
            using var line = market.Open($"p{random.Next(2)}", name, $"{random.Next(3)}");
            ulong next = random.Next(3) == 0 ? (ulong)random.Next(1, 500) : 1;
            ulong through = 0;
            for (var messages = random.Next(12); messages > 0; messages--)
            {
                next += random.Next(4) == 0 ? (ulong)random.Next(1, 40) : 0;
                var count = random.Next(8);
                if (count == 0)
                {
                    line.Heartbeat(next);
                }

                using (var batch = line.BeginBatch(random.Next(10) == 0 ? 0 : next))
                {
                    for (var i = 0; i < count; i++)
                    {
                        var symbol = Symbols[random.Next(Symbols.Length)];
                        batch.Apply(random.Next(2) == 0 ? market.Quote(symbol, 1_000, 1, 1_001, 1) : market.Trade(symbol, 1_000, 1));
                    }
                }

                (next, sent) = (next + (ulong)count, sent + count);
                var report = line.TakeReport();
                Assert.True(report.AcceptedThrough >= through, $"{report.AcceptedThrough} after {through}");
                through = report.AcceptedThrough;
            }
        }

        return sent;
    }
}
