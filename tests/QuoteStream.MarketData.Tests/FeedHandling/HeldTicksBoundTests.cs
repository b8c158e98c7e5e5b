using System.Text;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class HeldTicksBoundTests
{
    [Fact]
    public void More_holes_than_are_kept_give_up_the_oldest_before_its_time()
    {
        var market = new TestMarket();
        using var line = market.Open();
        TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 1);
        for (var i = 1; i <= HeldRuns.MaxRuns + 10; i++)
        {
            TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 1 + ((ulong)i * 2));
        }

        Assert.Equal(HeldRuns.MaxRuns, market.HeldOf("test").Runs);
        Assert.Equal((10, 11), (line.Counts.Gaps, line.Counts.Applied));
        TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 22);
        Assert.Equal((10, 13), (line.Counts.Gaps, line.Counts.Applied));
        market.PassLineWait();
        Assert.Equal(HeldRuns.MaxRuns + 11 + 1, line.Counts.Applied);
        Assert.Equal(default, market.HeldOf("test"));
    }

    [Fact]
    public void Number_before_all_that_is_held_counts_though_there_is_no_room()
    {
        var market = new TestMarket();
        using var line = market.Open();
        TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 1);
        for (var i = 0; i < HeldRuns.MaxRuns; i++)
        {
            TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 100 + ((ulong)i * 2));
        }

        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 50));
        Assert.Equal([new SequenceGap(2, 49)], line.TakeReport().Gaps);
        Assert.Equal(HeldRuns.MaxRuns, market.HeldOf("test").Runs);
    }

    [Fact]
    public void More_bytes_than_are_kept_give_up_the_oldest_hole_before_its_time()
    {
        const int Ticks = 40;
        var market = new TestMarket();
        using var line = market.Open();
        TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 1);
        var longText = Encoding.ASCII.GetBytes(new string('x', HeldRuns.MaxBytes / 20));
        for (var i = 1; i <= Ticks; i++)
        {
            TestMarket.Apply(line, market.Trade("AAPL", 100, 1) with { Symbol = longText }, 1 + ((ulong)i * 2));
            Assert.InRange(market.HeldOf("test").Bytes, 1, HeldRuns.MaxBytes);
        }

        Assert.InRange(line.Counts.Gaps, 1, Ticks - 1);
        market.PassLineWait();
        Assert.Equal((Ticks, Ticks), (line.Counts.Gaps, line.Counts.Rejected));
        Assert.Contains($"({longText.Length} bytes)", line.TakeReport().Rejections[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tick_that_is_larger_than_all_that_may_be_held_is_settled_at_once()
    {
        var market = new TestMarket();
        using var line = market.Open();
        TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 1);
        var huge = market.Trade("AAPL", 100, 1) with { Conditions = new byte[HeldRuns.MaxBytes + 1] };
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(line, huge, 3));
        Assert.Equal([new SequenceGap(2, 2)], line.TakeReport().Gaps);
    }

    // The fastest feed behind a hole: everything fits, in one run after another, and comes out in order.
    [Fact]
    public void A_hundred_thousand_ticks_wait_for_one_number()
    {
        const int Last = 100_000, PerBatch = 500;
        var market = new TestMarket();
        using var line = market.Open();
        TestMarket.Apply(line, market.Trade("AAPL", 100, 1), 1);
        for (var first = 3; first < Last; first += PerBatch)
        {
            using var batch = line.BeginBatch((ulong)first);
            for (var i = 0; i < PerBatch; i++)
            {
                Assert.Equal(TickOutcome.Held, batch.Apply(market.Trade("AAPL", first + i, 1)));
            }
        }

        Assert.Equal(1, line.Counts.Applied);
        TestMarket.Apply(line, market.Trade("AAPL", 2, 1), 2);
        Assert.Equal((Last + 2, 0), (line.Counts.Applied, line.Counts.Gaps));
        var trades = market.Channel("AAPL").Trades;
        for (var number = trades.OldestHeld + 1; number <= trades.Newest; number++)
        {
            trades.TryGet(number - 1, out var before);
            trades.TryGet(number, out var print);
            Assert.True(print.Price > before.Price);
        }
    }

    // Lines on threads of their own and the system's timers: every number is settled once, whatever comes first.
    [Fact]
    public async Task Lossy_lines_on_two_threads_settle_every_number_once()
    {
        const int Last = 20_000;
        var seed = Environment.TickCount;
        var market = new TestMarket(new FeedHandlingOptions { LineWait = TimeSpan.FromMilliseconds(2) }, time: TimeProvider.System);
        using var a = market.Open(line: "A");
        using var b = market.Open(line: "B");
        ThreadRace.Run(() => Send(a, seed), () => Send(b, seed + 1));
        await Eventually.True(() => a.TakeReport().AcceptedThrough == Last);
        var sum = market.Handler.Providers[0].CountTicks();
        Assert.True(Last == sum.Applied + sum.Missing, $"seed {seed}: {sum.Applied} applied, {sum.Missing} missing");
        Assert.Equal(sum.Applied, market.Channel("AAPL").Trades.Newest);

        void Send(FeedLine line, int lineSeed)
        {
            var random = new Random(lineSeed);
            line.Heartbeat(1);
            for (var first = 1; first <= Last;)
            {
                var count = Math.Min(random.Next(1, 30), Last + 1 - first);
                if (random.Next(20) != 0)
                {
                    using var batch = line.BeginBatch((ulong)first);
                    for (var i = 0; i < count; i++)
                    {
                        batch.Apply(market.Trade("AAPL", 100, 1));
                    }
                }

                first += count;
            }

            line.Heartbeat(Last + 1);
        }
    }
}
