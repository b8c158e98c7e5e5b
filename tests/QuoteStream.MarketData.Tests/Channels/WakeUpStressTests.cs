using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class WakeUpStressTests(ITestOutputHelper output)
{
    private const int WaiterThreads = 3;

    // A round needs every thread to get a core in turn: on a loaded machine as many rounds as fit into this are enough.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    private readonly SymbolTable _symbols = new(maxSymbols: 4, new TradingCalendar());
    private readonly int _seed = Environment.TickCount;
    private volatile bool _isOver;

    /// <summary>
    /// Rounds of one to three publications with nothing after them: whoever misses the wake-up for the last one waits for ever, and the
    /// round never ends.
    /// </summary>
    [Theory]
    [InlineData(ChangeKinds.Quote, 1, 0, 15_000)]
    [InlineData(ChangeKinds.Trade, 1, 0, 15_000)]
    [InlineData(ChangeKinds.Status, 1, 0, 15_000)]
    [InlineData(ChangeKinds.Quote, 2, 0, 1_000)]
    [InlineData(ChangeKinds.Quote, 1, 2, 5_000)]
    [InlineData(ChangeKinds.Trade, 1, 2, 5_000)]
    public void Every_waiter_comes_to_the_last_publication_of_every_round(ChangeKinds kind, int publishers, int churners, int rounds)
    {
        output.WriteLine($"seed {_seed}");
        var channel = _symbols.GetOrAdd("AAPL"u8)!;
        var seen = new long[WaiterThreads * 8]; // One cache line each: the race is to be in the channel, not here.
        var target = 0L;
        var bodies = new List<Action> { ServeUntilOver };
        bodies.AddRange(Enumerable.Range(0, WaiterThreads).Select(w => (Action)(() => Wait(channel, kind, ref seen[w * 8], ref target))));
        bodies.AddRange(Enumerable.Range(0, churners).Select(_ => (Action)(() => Churn(channel, kind))));
        bodies.Add(() =>
        {
            try
            {
                PublishRounds(channel, kind, publishers, rounds, seen, ref target);
            }
            finally
            {
                _isOver = true;
            }
        });

        ThreadRace.Run([.. bodies]);

        // The reader's last round: the churners went on after it had left.
        _symbols.Changed.WakeAll();
        Assert.InRange(channel.CountWaitersForTest(kind), 0, 64 + (2 * (WaiterThreads + churners)));
    }

    [Fact]
    public void Board_wakes_each_arm_once_whoever_marks()
    {
        const int Publications = 200_000;
        output.WriteLine($"seed {_seed}");
        var symbols = new SymbolTable(maxSymbols: 4, new TradingCalendar());
        string[] names = ["AAPL", "MSFT", "TSLA", "NVDA"];
        var channels = Array.ConvertAll(names, name => symbols.GetOrAdd(System.Text.Encoding.ASCII.GetBytes(name))!);
        var waiters = Array.ConvertAll(channels, _ => new CountingWaiter());
        var publishing = 2;
        void PublishAtRandom()
        {
            var random = new Random(_seed);
            for (var i = 0; i < Publications; i++)
            {
                channels[random.Next(channels.Length)].Publish(ChangeKinds.Quote);
            }

            Interlocked.Decrement(ref publishing);
        }

        void Serve()
        {
            var random = new Random(_seed);
            while (Volatile.Read(ref publishing) > 0)
            {
                ServeOnce(symbols, waiters);
                Thread.SpinWait(random.Next(200));
            }
        }

        ThreadRace.Run(PublishAtRandom, PublishAtRandom, Serve);

        // Once for what is still marked, once more to arm everyone; then one publication each must come through.
        ServeOnce(symbols, waiters);
        ServeOnce(symbols, waiters);
        var wakes = Array.ConvertAll(waiters, waiter => waiter.Wakes);
        Array.ForEach(channels, channel => channel.Publish(ChangeKinds.Quote));
        ServeOnce(symbols, waiters);
        Assert.All(waiters, (waiter, i) => Assert.Equal((wakes[i] + 1, 0, false), (waiter.Wakes, waiter.Unasked, waiter.IsArmed)));
    }

    private static void ServeOnce(SymbolTable symbols, CountingWaiter[] waiters)
    {
        foreach (var channel in symbols.Snapshot())
        {
            if (!waiters[channel.Index].IsArmed)
            {
                waiters[channel.Index].Arm(channel, ChangeKinds.Quote, channel.Sequence);
            }
        }

        Assert.InRange(symbols.Changed.WakeAll(), 0, symbols.Count);
    }

    private void PublishRounds(SymbolChannel channel, ChangeKinds kind, int publishers, int rounds, long[] seen, ref long target)
    {
        var random = new Random(_seed);
        var since = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < rounds && (round < 100 || TimeProvider.System.GetElapsedTime(since) < LongEnough); round++)
        {
            var count = random.Next(1, 4);
            var spins = random.Next(100);
            if (publishers == 1)
            {
                PublishSome(channel, kind, count, spins);
            }
            else
            {
                Parallel.For(0, publishers, _ => PublishSome(channel, kind, count, spins));
            }

            var last = channel.Sequence;
            Volatile.Write(ref target, last);
            ThreadRace.WaitUntil(
                () => Enumerable.Range(0, WaiterThreads).All(w => Volatile.Read(ref seen[w * 8]) == last),
                () => $"Lost wake-up in round {round}: published {last}, seen {string.Join(' ', seen.Where((_, i) => i % 8 == 0 && i < WaiterThreads * 8))}.");
        }
    }

    private static void PublishSome(SymbolChannel channel, ChangeKinds kind, int count, int spins)
    {
        for (var i = 0; i < count; i++)
        {
            channel.Publish(kind);
            Thread.SpinWait(spins);
        }
    }

    private void ServeUntilOver()
    {
        var spinner = default(SpinWait);
        while (!_isOver)
        {
            if (_symbols.Changed.WakeAll() == 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    // A subscriber: arms with the newest it has dealt with, sleeps until woken, looks again.
    private void Wait(SymbolChannel channel, ChangeKinds kind, ref long seen, ref long target)
    {
        var waiter = new CountingWaiter();
        while (!_isOver)
        {
            var number = Newest(channel, kind);
            Assert.True(number >= seen, $"Number {number} came after {seen}.");
            Volatile.Write(ref seen, number);
            var wakes = waiter.Wakes;
            waiter.Arm(channel, kind, number);
            var spinner = default(SpinWait);
            while (waiter.Wakes == wakes && !_isOver)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }

        Assert.Equal(0, waiter.Unasked);
        Assert.Equal(Volatile.Read(ref target), seen);
    }

    private void Churn(SymbolChannel channel, ChangeKinds kind)
    {
        while (!_isOver)
        {
            var waiter = new CountingWaiter();
            waiter.Arm(channel, kind, Newest(channel, kind));
            channel.Abandon(kind, waiter);
        }
    }

    private static long Newest(SymbolChannel channel, ChangeKinds kind) => kind switch
    {
        ChangeKinds.Trade => channel.Trades.Newest,
        ChangeKinds.Status => channel.StatusChanges.Newest,
        _ => channel.Read(out _),
    };
}
