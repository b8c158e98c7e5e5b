using System.Security.Cryptography;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Feeds.Simulator;
using QuoteStream.Ingest.V1;
using Xunit.Abstractions;

namespace QuoteStream.Feeds.Tests.Simulator;

public sealed class SimulatedExchangeTests(ITestOutputHelper output)
{
    private const ulong Start = 1_763_650_000_000_000_000;

    [Fact]
    public void The_same_seed_gives_the_same_bytes_however_they_are_read()
    {
        byte[] whole = Hash(new SimulatedExchange(Options(ticks: 50_000)), maxTicks: 500, stepNanos: ulong.MaxValue);
        byte[] again = Hash(new SimulatedExchange(Options(ticks: 50_000)), maxTicks: 500, stepNanos: ulong.MaxValue);
        byte[] bySteps = Hash(new SimulatedExchange(Options(ticks: 50_000)), maxTicks: 7, stepNanos: 3_000_000);
        byte[] otherSeed = Hash(new SimulatedExchange(Options(ticks: 50_000) with { Seed = 2 }), maxTicks: 500, stepNanos: ulong.MaxValue);

        Assert.Equal(whole, again);
        Assert.Equal(whole, bySteps);
        Assert.NotEqual(whole, otherSeed);
    }

    [Fact]
    public void Another_start_gives_the_same_ticks_at_other_times()
    {
        const ulong Later = 86_400_000_000_000;
        Tick[] ticks = [.. Read(Options(ticks: 20_000))];
        Tick[] later = [.. Read(Options(ticks: 20_000) with { StartNanos = Start + Later })];

        foreach (Tick tick in later)
        {
            tick.Time -= Later;
        }

        Assert.Equal(ticks, later);
    }

    [Fact]
    public void Numbers_follow_each_other_and_times_never_go_back()
    {
        ulong expected = 1;
        ulong time = Start;
        foreach ((ulong sequence, Tick tick) in PublishedTicks.ReadAll(new SimulatedExchange(Options(ticks: 30_000))))
        {
            Assert.Equal(expected++, sequence);
            Assert.True(tick.Time >= time, $"Tick {sequence} is at {tick.Time}, the one before at {time}.");
            time = tick.Time;
        }

        Assert.Equal(30_001ul, expected);
    }

    [Fact]
    public void An_hour_looks_like_a_market()
    {
        var market = new ObservedMarket();
        SimulatorOptions options = Options(ticks: 0) with { Duration = TimeSpan.FromHours(1) };
        long count = 0;
        foreach ((_, Tick tick) in PublishedTicks.ReadAll(new SimulatedExchange(options)))
        {
            market.Apply(tick);
            count++;
        }

        output.WriteLine($"{count} ticks, {market}");
        Assert.InRange(count / 3600.0 / options.TicksPerSecond, 0.93, 1.07);
        Assert.Empty(market.Faults);
        Assert.Equal(options.Instruments.Count, market.Symbols.Count);

        // Locked now and then, for a moment; crossed never.
        Assert.InRange(market.Locked, 1, market.Quotes / 200);
        Assert.Equal(0, market.Crossed);
        Assert.InRange(market.Paused, 3, 60);
        Assert.Equal(market.Paused, market.Reopened + market.StillPaused);
        Assert.InRange(market.Halted, 1, 30);
        Assert.Equal(market.Halted, market.Resumed + market.StillHalted);
        Assert.InRange(market.Cancels, 50, 1_000);
        Assert.InRange(market.Corrections, 50, 1_000);
        Assert.InRange((double)market.Trades / count, 0.05, 0.4);
        Assert.InRange((double)market.OddLots / market.StockTrades, 0.3, 0.6);
        Assert.All(market.Symbols, s =>
        {
            Assert.True(s.Value.Trades > 5, $"{s.Key} traded {s.Value.Trades} times.");
            Assert.InRange(s.Value.Last / s.Value.PreviousClose, 0.75, 1.3);
            Assert.InRange(s.Value.MeanSpread / s.Value.PreviousClose, 0, 0.004);
            Assert.True(s.Value.Prices.Count > 5, $"{s.Key} traded at only {s.Value.Prices.Count} prices.");
            Assert.True(s.Value.VenuesAtBest >= 2, $"{s.Key} had its best bid at {s.Value.VenuesAtBest} venue.");
        });
    }

    [Fact]
    public void Synthetic_symbols_are_the_prefix_and_a_number()
    {
        SimulatorOptions options = Options(ticks: 60_000) with { Instruments = SyntheticInstruments.Create("S", 2_000) };

        string[] seen = [.. Read(options).Where(t => t.EventCase == Tick.EventOneofCase.Reference).Select(t => t.Symbol).Take(2_000)];

        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"S{i}"), seen);
    }

    [Fact]
    public void Every_symbol_is_told_again_what_it_is_and_whether_it_trades()
    {
        const ulong Second = 1_000_000_000;
        Tick[] later = [.. Read(Options(ticks: 0) with { Duration = TimeSpan.FromSeconds(60) }).Where(t => t.Time > Start + (10 * Second))];

        IEnumerable<string> named = later.Where(t => t.Reference is not null).Select(t => t.Reference.Name).Distinct();
        Assert.Equal(WellKnownInstruments.All.Select(i => i.Name).Order(), named.Order());
        Assert.Equal(WellKnownInstruments.All.Count, later.Where(t => t.Status is not null).Select(t => t.Symbol).Distinct().Count());
    }

    [Fact]
    public void A_single_symbol_goes_on_after_its_pauses()
    {
        SimulatorOptions options = Options(ticks: 0) with
        {
            Instruments = SyntheticInstruments.Create("X", 1),
            Duration = TimeSpan.FromMinutes(20),
            PauseEvery = TimeSpan.FromSeconds(60),
            TicksPerSecond = 20,
        };
        var market = new ObservedMarket();
        foreach (Tick tick in Read(options))
        {
            market.Apply(tick);
        }

        Assert.Empty(market.Faults);
        Assert.InRange(market.Reopened, 2, 20);
    }

    [Fact]
    public void A_reader_that_was_away_gets_the_present_not_the_past()
    {
        var exchange = new SimulatedExchange(Options(ticks: 0) with { CatchUpLimit = TimeSpan.FromSeconds(30) });
        const ulong Minute = 60_000_000_000;
        var batch = new TickBatch();
        while (exchange.Read(batch, TickBatch.MaxTicks, Start + (Minute / 4)).End != TickReadingEnd.NotDue)
        {
            batch.Clear();
        }

        batch.Clear();
        exchange.Read(batch, 500, Start + (600 * Minute));

        Assert.All(PublishedTicks.Decode(batch), t => Assert.True(t.Time >= Start + (600 * Minute)));
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        var exchange = new SimulatedExchange(Options(ticks: 0) with { PauseEvery = TimeSpan.FromSeconds(1), HaltEvery = TimeSpan.FromSeconds(1) });
        var batch = new TickBatch();
        Fill(exchange, batch, 20_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(exchange, batch, 200_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_day_opens_and_closes_officially_and_is_liveliest_at_both_ends()
    {
        const ulong Second = 1_000_000_000;
        SimulatorOptions options = Options(ticks: 0) with
        {
            Instruments = SyntheticInstruments.Create("D", 40), DayLength = TimeSpan.FromMinutes(20), TicksPerSecond = 200,
        };
        Tick[] ticks = [.. Read(options)];
        var market = new ObservedMarket();
        Array.ForEach(ticks, market.Apply);

        Assert.Empty(market.Faults);
        Assert.All(market.Symbols.Values, s => Assert.Equal((TradingState.Closed, false), (s.State, s.Venues.Values.Any(q => q.BidSize > 0))));
        foreach (IGrouping<string, Tick> symbol in ticks.GroupBy(t => t.Symbol))
        {
            Trade[] trades = [.. symbol.Where(t => t.Trade is not null).Select(t => t.Trade)];
            Tick last = symbol.Last(t => t.Reference is not null);
            Assert.Equal((trades[0].Price, trades[^1].Price), (last.Reference.OfficialOpen, last.Reference.OfficialClose));
            Assert.Equal(("@O X", "@6 X"), (trades[0].Conditions, trades[^1].Conditions));
        }

        ulong open = Start + (3 * Second);
        double[] byFifth = [.. Enumerable.Range(0, 5).Select(i => (double)ticks.Count(t => t.Time >= open && (t.Time - open) / (240 * Second) == (ulong)i))];
        output.WriteLine(string.Join(' ', byFifth));
        Assert.True(byFifth[0] > 1.3 * byFifth[2] && byFifth[4] > 1.3 * byFifth[2]);
    }

    [Fact]
    public void Symbols_of_one_sector_move_together_and_all_with_the_market()
    {
        SimulatorOptions options = Options(ticks: 0) with
        {
            Duration = TimeSpan.FromMinutes(60), PauseEvery = TimeSpan.Zero, HaltEvery = TimeSpan.Zero,
        };
        Dictionary<string, double[]> returns = TenSecondReturns(options, 360);

        double bankPair = Correlation(returns["JPM"], returns["BAC"]);
        double funds = Correlation(returns["SPY"], returns["QQQ"]);
        double strangers = Correlation(returns["SPY"], returns["BTC-USD"]);
        output.WriteLine($"JPM and BAC {bankPair:0.00}, SPY and QQQ {funds:0.00}, SPY and BTC-USD {strangers:0.00}");
        Assert.True(funds > 0.5 && funds > bankPair && bankPair > 0.1 && Math.Abs(strangers) < 0.4);
    }

    [Fact]
    public void Happenings_come_in_flurries()
    {
        // Of as many ticks spread by chance alone the variance of their number in 20 ms is their mean, as of any Poisson process.
        SimulatorOptions options = Options(ticks: 0) with { Duration = TimeSpan.FromMinutes(5), TicksPerSecond = 1_000 };
        double[] counts = new double[15_000];
        foreach (Tick tick in Read(options).Where(t => t.Quote is not null || t.Trade is not null))
        {
            counts[(tick.Time - Start) / 20_000_000]++;
        }

        double[] open = counts[500..];
        double mean = open.Average();
        Assert.True(open.Average(c => (c - mean) * (c - mean)) > 4 * mean);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(100, -1)]
    public void Options_that_make_no_sense_are_refused(double rate, long maxTicks) =>
        Assert.Throws<ArgumentException>(() => new SimulatedExchange(Options(maxTicks) with { TicksPerSecond = rate }));

    private static void Fill(SimulatedExchange exchange, TickBatch batch, int ticks)
    {
        for (int read = 0; read < ticks; read += batch.Count)
        {
            batch.Clear();
            exchange.Read(batch, 500, ulong.MaxValue);
        }
    }

    private static Dictionary<string, double[]> TenSecondReturns(SimulatorOptions options, int steps)
    {
        var prices = new Dictionary<string, double[]>();
        foreach (Tick tick in Read(options).Where(t => t.Quote is { BidSize: > 0, AskSize: > 0 }))
        {
            int step = (int)((tick.Time - Start) / 10_000_000_000);
            prices.TryAdd(tick.Symbol, new double[steps]);
            prices[tick.Symbol][step] = tick.Quote.BidPrice + tick.Quote.AskPrice;
        }

        return prices.ToDictionary(p => p.Key, p => p.Value.Zip(p.Value.Skip(1)).Select(x => x.First > 0 && x.Second > 0 ? (x.Second / x.First) - 1 : 0).ToArray());
    }

    private static double Correlation(double[] x, double[] y)
    {
        double covariance = x.Zip(y).Average(p => p.First * p.Second) - (x.Average() * y.Average());
        return covariance / Math.Sqrt((x.Average(v => v * v) - Math.Pow(x.Average(), 2)) * (y.Average(v => v * v) - Math.Pow(y.Average(), 2)));
    }

    private static IEnumerable<Tick> Read(SimulatorOptions options) =>
        PublishedTicks.ReadAll(new SimulatedExchange(options)).Select(t => t.Tick);

    private static SimulatorOptions Options(long ticks) => new() { StartNanos = Start, MaxTicks = ticks };

    /// <summary>Of all ticks' own bytes, whatever batches they came in.</summary>
    private static byte[] Hash(SimulatedExchange exchange, int maxTicks, ulong stepNanos)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var batch = new TickBatch();
        ulong until = stepNanos == ulong.MaxValue ? stepNanos : Start;
        while (true)
        {
            batch.Clear();
            TickReading reading = exchange.Read(batch, maxTicks, until);
            batch.FirstSequence = 0;
            hash.AppendData(PublishedTicks.Message(batch));
            switch (reading.End)
            {
                case TickReadingEnd.EndOfTicks:
                    return hash.GetHashAndReset();
                case TickReadingEnd.NotDue:
                    until += stepNanos;
                    break;
            }
        }
    }
}
