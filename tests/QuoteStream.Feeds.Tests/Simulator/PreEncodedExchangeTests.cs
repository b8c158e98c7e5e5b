using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Feeds.Simulator;
using QuoteStream.Feeds.Tests.Publishing;
using QuoteStream.Ingest.V1;
using Xunit.Abstractions;

namespace QuoteStream.Feeds.Tests.Simulator;

public sealed class PreEncodedExchangeTests(ITestOutputHelper output)
{
    private const ulong Start = 1_763_650_000_000_000_000;

    [Fact]
    public void Cycles_follow_on_each_other_as_one_market()
    {
        // Long enough for pauses, halts and amendments within a cycle.
        const int Rate = 1_000;
        SimulatorOptions options = Few(Rate) with { PauseEvery = TimeSpan.FromSeconds(20), HaltEvery = TimeSpan.FromSeconds(20) };
        int cycle = Exchange(options, cycleTicks: 200_000).CycleTicks;
        var market = new ObservedMarket();
        ulong expected = 1;
        ulong time = Start;
        long count = (2L * cycle) + (cycle / 2);
        foreach ((ulong sequence, Tick tick) in PublishedTicks.ReadAll(Exchange(options with { MaxTicks = count }, 200_000)))
        {
            Assert.Equal(expected++, sequence);
            Assert.True(tick.Time >= time, $"Tick {sequence} is at {tick.Time}, the one before at {time}.");
            time = tick.Time;
            market.Apply(tick);
        }

        output.WriteLine($"{cycle} ticks in a cycle, {market}");
        Assert.Equal((ulong)count + 1, expected);
        Assert.Empty(market.Faults);
        Assert.Equal(0, market.Crossed);
        Assert.InRange(market.Paused, 3, 100);
        Assert.InRange(market.Halted, 3, 100);
        Assert.True(market.Cancels > 50 && market.Corrections > 50, market.ToString());

        // Exactly the rate, however lively the piece of the market was that is repeated.
        Assert.Equal(Rate, count / ((time - Start) * 1e-9), Rate * 0.06);
    }

    [Fact]
    public void The_first_cycle_begins_where_the_second_does()
    {
        SimulatorOptions options = Few(TicksPerSecond: 50_000);
        PreEncodedExchange exchange = Exchange(options, 100_000);
        Tick[] ticks = [.. PublishedTicks.ReadAll(exchange, until: Start + 20_000_000_000).Select(t => t.Tick)];
        int opening = ticks.Count(t => t.Time < Start + 3_000_000_000);

        var states = new List<Dictionary<(string, string), Quote>>();
        var quotes = new Dictionary<(string, string), Quote>();
        for (int i = 0; i <= opening + exchange.CycleTicks; i++)
        {
            if (i == opening || i == opening + exchange.CycleTicks)
            {
                states.Add(new(quotes));
            }

            if (ticks[i].Quote is { } quote)
            {
                quotes[(ticks[i].Symbol, ticks[i].Venue)] = quote;
            }
        }

        Assert.Equal(states[0].OrderBy(s => s.Key), states[1].OrderBy(s => s.Key));
    }

    [Fact]
    public void It_gives_the_same_ticks_however_they_are_read()
    {
        SimulatorOptions options = Few(TicksPerSecond: 100_000) with { MaxTicks = 120_000 };
        using IEnumerator<(ulong, Tick)> bySteps = ReadBySteps(Exchange(options, 50_000), 4_321_000).GetEnumerator();

        foreach ((ulong, Tick) tick in PublishedTicks.ReadAll(Exchange(options, 50_000)))
        {
            Assert.True(bySteps.MoveNext());
            Assert.Equal(tick, bySteps.Current);
        }

        Assert.False(bySteps.MoveNext());
    }

    [Fact]
    public void With_a_clock_ticks_have_the_time_of_their_reading()
    {
        var clock = new ManualTimeProvider();
        ulong start = Nanos(clock);
        SimulatorOptions options = Few(SimulatorOptions.HighestTicksPerSecond) with { StartNanos = start };
        var exchange = new PreEncodedExchange(options, clock, cycleTicks: 5_000);
        var batch = new TickBatch();
        ulong last = 0;
        for (int read = 0; read < 400; read++)
        {
            batch.Clear();
            exchange.Read(batch, 500, ulong.MaxValue);
            foreach (Tick tick in PublishedTicks.Decode(batch))
            {
                Assert.True(tick.Time >= last);
                last = tick.Time;
            }

            clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        // The opening's three seconds are over at once; from then on it is the clock that counts.
        Assert.InRange(last, Nanos(clock) - 25_000_000, Nanos(clock) + 1_000_000);
    }

    [Theory]
    [InlineData(1, 20_000_000)]
    [InlineData(20_000, 20_000_000)]
    [InlineData(20_000, 1_000)]
    public void Any_number_of_symbols_is_ready_to_send(int symbols, double rate)
    {
        SimulatorOptions options = Few(rate) with { Instruments = SyntheticInstruments.Create("PREFIX-THAT-FILLS-THE-SYMBOL", symbols) };

        var exchange = new PreEncodedExchange(options);

        Assert.InRange(exchange.CycleTicks, 10 * symbols, 1_300_000);
        Assert.Equal(symbols, PublishedTicks.ReadAll(exchange, until: Start + 2_000_000_000).Select(t => t.Tick.Symbol).Distinct().Count());
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        var exchange = new PreEncodedExchange(Few(TicksPerSecond: 1_000_000));
        var batch = new TickBatch();
        Fill(exchange, batch, 10_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(exchange, batch, 3_000_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_market_that_closes_cannot_be_repeated() =>
        Assert.Throws<ArgumentException>(() => new PreEncodedExchange(Few(1_000) with { DayLength = TimeSpan.FromMinutes(1) }));

    private static IEnumerable<(ulong, Tick)> ReadBySteps(PreEncodedExchange exchange, ulong stepNanos)
    {
        ulong until = Start;
        var batch = new TickBatch();
        while (true)
        {
            batch.Clear();
            TickReadingEnd end = exchange.Read(batch, 77, until).End;
            ulong sequence = batch.FirstSequence;
            foreach (Tick tick in PublishedTicks.Decode(batch))
            {
                yield return (sequence++, tick);
            }

            until += end == TickReadingEnd.NotDue ? stepNanos : 0;
            if (end == TickReadingEnd.EndOfTicks)
            {
                yield break;
            }
        }
    }

    private static PreEncodedExchange Exchange(SimulatorOptions options, int cycleTicks) => new(options, clock: null, cycleTicks);

    private static void Fill(PreEncodedExchange exchange, TickBatch batch, int ticks)
    {
        for (int read = 0; read < ticks; read += batch.Count)
        {
            batch.Clear();
            exchange.Read(batch, 500, ulong.MaxValue);
        }
    }

    private static ulong Nanos(TimeProvider clock) => (ulong)(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static SimulatorOptions Few(double TicksPerSecond) => new()
    {
        StartNanos = Start, TicksPerSecond = TicksPerSecond, Instruments = SyntheticInstruments.Create("S", 50),
    };
}
