using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class TideStressTests(ITestOutputHelper output)
{
    private static readonly string[] Names = ["AAPL", "MSFT", "TSLA", "NVDA"];

    private readonly int _seed = Environment.TickCount;
    private int _publishing;

    private bool IsOver => Volatile.Read(ref _publishing) == 0;

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void No_batch_up_to_the_safe_tide_is_ever_unpublished(int publishers, bool reopens)
    {
        const int Batches = 60_000;
        output.WriteLine($"seed {_seed}");
        var clock = new TideClock();
        var published = new bool[(publishers * Batches) + 1];
        _publishing = publishers;
        var bodies = Enumerable.Range(0, publishers).Select(p => (Action)(() => Guard(() =>
        {
            var random = new Random(_seed + p);
            var slot = clock.Open();
            for (var i = 0; i < Batches; i++)
            {
                var tide = slot.Begin();
                Thread.SpinWait(random.Next(20));
                Assert.False(published[tide], "A number was given twice.");
                published[tide] = true;
                slot.End();
                if (reopens && i % 97 == 0)
                {
                    clock.Close(slot);
                    slot = clock.Open();
                }
            }
        }))).ToList();
        void Check()
        {
            var seen = 0L;
            for (var isLast = false; !isLast;)
            {
                isLast = IsOver;
                var safe = clock.Safe;
                Assert.True(safe >= seen, "The safe tide went back.");
                for (; seen < safe; seen++)
                {
                    Assert.True(published[seen + 1], $"Batch {seen + 1} was not published when {safe} was called safe.");
                }
            }

            Assert.Equal(publishers * Batches, seen);
        }

        ThreadRace.Run([.. bodies, Check, Check]);
    }

    /// <summary>
    /// A waiter that was armed in time and has not been woken must not have missed anything that counts as delivered. Symbols come into being and
    /// waiters are abandoned meanwhile.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whatever_counts_as_delivered_has_woken_its_waiters(int lines)
    {
        const int Batches = 30_000;
        output.WriteLine($"seed {_seed}");
        var market = new TestMarket(maxSymbols: 64);
        using (var first = market.Open())
        {
            Array.ForEach(Names, name => TestMarket.Apply(first, market.Quote(name, 1, 1, 2, 1)));
        }

        _publishing = lines;
        var bodies = Enumerable.Range(0, lines).Select(l => (Action)(() => Guard(() => Publish(market, l, Batches)))).ToList();
        ThreadRace.Run([.. bodies, () => Broadcast(market.Symbols), () => Watch(market), () => Watch(market), () => Churn(market)]);
        Assert.Equal(market.Symbols.Tide.Issued, market.Symbols.Tide.Delivered);
    }

    /// <summary>Bursts with silence after them: a reader that was not called, or called while it was just leaving, never comes again.</summary>
    [Fact]
    public void Reader_that_rests_is_called_for_every_mark_and_never_twice_at_once()
    {
        const int Rounds = 20_000;
        output.WriteLine($"seed {_seed}");
        var symbols = new SymbolTable(maxSymbols: 4, new TradingCalendar());
        var channels = Array.ConvertAll(Names, name => symbols.GetOrAdd(System.Text.Encoding.ASCII.GetBytes(name))!);
        var inside = 0;
        var calls = 0;
        var called = 0;
        symbols.Changed.Listen(() => Interlocked.Increment(ref calls));
        var waiters = Array.ConvertAll(channels, _ => new CountingWaiter());
        _publishing = 1;

        // Two threads take turns at being the pool's: whoever takes a call runs the reader.
        void Serve()
        {
            var spinner = default(SpinWait);
            while (!IsOver)
            {
                if (Volatile.Read(ref calls) == Volatile.Read(ref called) || !TryTake(ref called, ref calls))
                {
                    spinner.SpinOnce(sleep1Threshold: -1);
                    continue;
                }

                Assert.Equal(1, Interlocked.Increment(ref inside));
                do
                {
                    symbols.Changed.WakeAll();
                    Interlocked.Decrement(ref inside);

                    // Not counted as inside while it leaves: the next call may come in that moment.
                    if (symbols.Changed.TryRest())
                    {
                        break;
                    }

                    Assert.Equal(1, Interlocked.Increment(ref inside));
                }
                while (true);
            }
        }

        void Drive()
        {
            var random = new Random(_seed);
            for (var round = 0; round < Rounds; round++)
            {
                var of = random.Next(channels.Length);
                var wakes = waiters[of].Wakes;
                waiters[of].Arm(channels[of], ChangeKinds.Quote, channels[of].Sequence);
                Thread.SpinWait(random.Next(100));
                channels[of].Publish(ChangeKinds.Quote);
                ThreadRace.WaitUntil(() => waiters[of].Wakes > wakes, () => $"The reader was not called in round {round}.");
            }
        }

        ThreadRace.Run(Serve, Serve, () => Guard(Drive));
        Assert.All(waiters, waiter => Assert.Equal(0, waiter.Unasked));
    }

    private static bool TryTake(ref int called, ref int calls)
    {
        var taken = Volatile.Read(ref called);
        return taken < Volatile.Read(ref calls) && Interlocked.CompareExchange(ref called, taken + 1, taken) == taken;
    }

    private void Guard(Action publish)
    {
        try
        {
            publish();
        }
        finally
        {
            Interlocked.Decrement(ref _publishing);
        }
    }

    private void Publish(TestMarket market, int number, int batches)
    {
        var random = new Random(_seed + number);
        using var line = market.Open($"line-{number}");
        for (var i = 0; i < batches; i++)
        {
            using var batch = line.BeginBatch(0);
            for (var ticks = random.Next(4); ticks >= 0; ticks--)
            {
                batch.Apply(market.Quote(Names[random.Next(Names.Length)], random.Next(1, 9), 1, 10, 1));
                Thread.SpinWait(random.Next(10));
            }
        }
    }

    // As the broadcaster does, and on for a round after the last batch.
    private void Broadcast(SymbolTable symbols)
    {
        for (var isLast = false; !isLast;)
        {
            isLast = IsOver;
            var safe = symbols.Tide.Safe;
            symbols.Changed.WakeAll();
            symbols.Tide.Deliver(safe);
        }
    }

    private void Watch(TestMarket market)
    {
        var watched = Array.ConvertAll(Names, name => (Channel: market.Channel(name), Waiter: new CountingWaiter()));
        var seen = new long[Names.Length];
        var wakes = new int[Names.Length];
        var inTime = new bool[Names.Length];
        var random = new Random(_seed);
        for (var i = 0; i < watched.Length; i++)
        {
            Arm(i);
        }

        var inTimeArms = 0L;
        while (!IsOver)
        {
            var delivered = market.Symbols.Tide.Delivered;
            for (var i = 0; i < watched.Length; i++)
            {
                if (watched[i].Waiter.Wakes != wakes[i])
                {
                    Arm(i);
                    inTimeArms += inTime[i] ? 1 : 0;
                }
                else if (inTime[i])
                {
                    var sequence = watched[i].Channel.Read(out var state);
                    Assert.False(
                        sequence > seen[i] && state.Tide <= delivered,
                        $"{Names[i]} {sequence} of tide {state.Tide} counts as delivered ({delivered}), but who has {seen[i]} was not woken.");
                }
            }

            Thread.SpinWait(random.Next(50));
        }

        Assert.True(inTimeArms > 0, "Nothing was tested: every arm was late.");

        void Arm(int i)
        {
            seen[i] = watched[i].Channel.Read(out _);
            wakes[i] = watched[i].Waiter.Wakes;

            // Now and then long enough for a batch, and the round after it, to come in between: then the arm is late.
            Thread.SpinWait(random.Next(4) == 0 ? 2_000 : 0);
            inTime[i] = watched[i].Waiter.Arm(watched[i].Channel, ChangeKinds.Quote, seen[i]);
        }
    }

    private void Churn(TestMarket market)
    {
        while (!IsOver)
        {
            foreach (var name in Names)
            {
                var waiter = new CountingWaiter();
                var channel = market.Channel(name);
                waiter.Arm(channel, ChangeKinds.Quote, channel.Sequence);
                channel.Abandon(ChangeKinds.Quote, waiter);
            }

            Thread.SpinWait(100);
        }
    }
}
