using System.Text;
using System.Text.Json;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>
/// The conflator with a clock that is moved by hand. The promise: at once after a quiet interval; else on a grid of the interval, so at
/// least half an interval after the last (a grid point may be met late, and the next is not put off for that), and within two.
/// </summary>
public sealed class ConflatorTests : IDisposable
{
    private readonly StreamMarket _market = new();
    private Conflator _conflator = new(alignsWindows: false);
    private List<Subscription>? _quiet;
    private readonly Dictionary<Subscription, List<(long At, long Sequence)>> _sent = [];

    public void Dispose() => _market.Dispose();

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.7)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void Quiet_symbol_is_sent_at_once_and_a_fast_one_once_an_interval(double rate)
    {
        _market.Ticks.Quote("A", 100, 101);
        var subscription = Subscribe("A", rate);
        var interval = subscription.IntervalMicros;
        long now = 10 * interval;
        _market.Ticks.Quote("A", 101, 102);
        Step(now);
        Assert.Equal([now], SentAt(subscription));

        // Twenty intervals of ten ticks each, then silence.
        for (var tick = 1; tick <= 200; tick++)
        {
            now += interval / 10;
            _market.Ticks.Quote("A", 100 + tick, 300 + tick);
            Step(now);
        }

        var burstEnded = now;
        for (var step = 0; step < 40; step++)
        {
            now += interval / 10;
            Step(now);
        }

        CheckSpacing(subscription);
        var last = _sent[subscription][^1];
        Assert.Equal(_market.Channel("A").Sequence, last.Sequence);
        Assert.InRange(last.At - burstEnded, 0, 2 * interval);
        Assert.False(subscription.IsParked);
        Assert.Equal(long.MaxValue, _conflator.NextDueMicros);

        // Quiet again: at once.
        _market.Ticks.Quote("A", 1, 2);
        Step(now + 1);
        Assert.Equal(now + 1, _sent[subscription][^1].At);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(4)]
    [InlineData(60)]
    [InlineData(1_000)]
    public void Streams_with_aligned_windows_see_the_same_versions_at_the_same_moments_whenever_they_were_opened(double rate)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        _market.Ticks.Quote("A", 100, 101);
        var streams = Enumerable.Range(0, 5)
            .Select(_ => (Conflator: new Conflator(alignsWindows: true), Subscription: _market.Subscribe("A", rate), Sent: new List<(long At, string Event)>()))
            .ToArray();
        var interval = streams[0].Subscription.IntervalMicros;
        var begin = random.NextInt64(1_000_000_000_000);
        var opened = streams.Select(_ => begin + random.NextInt64(3 * interval)).ToArray();
        for (var now = begin; now < begin + (40 * interval); now += random.NextInt64(1, Math.Max(2, interval / 20)))
        {
            _market.Ticks.Quote("A", random.Next(1, 1_000), random.Next(1_000, 2_000));
            for (var i = 0; i < streams.Length; i++)
            {
                ref var stream = ref streams[i];
                if (now < opened[i])
                {
                    continue;
                }

                var batch = EventBatch.Begin();
                if (!stream.Subscription.IsParked)
                {
                    stream.Conflator.OnChanged(stream.Subscription, now, ref batch);
                }

                stream.Conflator.SendDue(now, ref batch, ref _quiet);
                if (!batch.IsEmpty)
                {
                    stream.Sent.Add((now, Encoding.UTF8.GetString(batch.Written)));
                }
            }
        }

        // The last one was opened within three intervals, and may take two to come to the grid.
        var onGrid = streams.Select(stream => stream.Sent.Where(s => s.At >= begin + (6 * interval)).ToArray()).ToArray();
        Assert.True(onGrid[0].Length >= 30, $"seed {seed}");
        Assert.All(onGrid, sent => Assert.True(onGrid[0].SequenceEqual(sent), $"seed {seed}"));
    }

    [Fact]
    public void Random_ticks_at_many_rates_keep_the_promise_and_the_sums_agree()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        double[] rates = [0.01, 0.5, 1, 4, 7, 25, 100, 1_000];
        foreach (var i in Enumerable.Range(0, rates.Length))
        {
            _market.Ticks.Quote($"S{i}", 100, 101);
        }

        var subscriptions = rates.Select((rate, i) => Subscribe($"S{i}", rate)).ToArray();
        var first = subscriptions.Select(s => s.SentSequence).ToArray();
        long now = 1_000_000_000;
        for (var step = 0; step < 30_000; step++)
        {
            // The loop wakes when something is due, or at a tick, or too late.
            now += random.Next(20) switch { 0 => random.Next(400_000), 1 => 5_000_000, _ => random.Next(5_000) };
            if (random.Next(3) > 0)
            {
                _market.Ticks.Quote($"S{random.Next(rates.Length)}", random.Next(1, 1_000), random.Next(1_000, 2_000));
            }

            Step(now);
        }

        for (var i = 0; i < 50; i++)
        {
            now = Math.Max(now + 1, Math.Min(_conflator.NextDueMicros, now + 300_000_000));
            Step(now);
        }

        var sent = 0L;
        var versions = 0L;
        for (var i = 0; i < rates.Length; i++)
        {
            CheckSpacing(subscriptions[i], $"seed {seed}");
            var newest = _market.Channel($"S{i}").Sequence;
            Assert.True(subscriptions[i].SentSequence == newest, $"{rates[i]}/s: the last state never came, seed {seed}");
            sent += _sent[subscriptions[i]].Count;
            versions += newest - first[i];
        }

        Assert.Equal(versions, sent + _conflator.Merged);
        Assert.All(subscriptions, subscription => Assert.False(subscription.IsParked));
    }

    [Fact]
    public void Slow_reader_of_a_long_watchlist_gets_every_symbol_in_turn()
    {
        const int Symbols = 600;
        for (var i = 0; i < Symbols; i++)
        {
            _market.Ticks.Quote($"S{i}", 100, 101);
        }

        var subscriptions = Enumerable.Range(0, Symbols).Select(i => Subscribe($"S{i}", 1_000)).ToArray();
        long now = 1_000_000;

        // Sent at once, then changed again within the interval: parked, all of them, after a few writes that hold a part each.
        for (var bid = 50; subscriptions.Any(s => !s.IsParked); bid++)
        {
            Assert.True(bid < 60);
            Array.ForEach(subscriptions, s => _market.Ticks.Quote(s.Tape.Symbol, bid, 100));
            Step(now);
        }

        for (var write = 0; write < 40; write++)
        {
            // Each write takes a second, in which everything changes: all are due every time, and a write has room for a third.
            now += 1_000_000;
            for (var i = 0; i < Symbols; i++)
            {
                _market.Ticks.Quote($"S{i}", 100 + write, 300 + write);
            }

            OneWrite(now, subscriptions.Where(s => !s.IsParked));
        }

        var counts = subscriptions.Select(s => _sent[s].Count).ToArray();
        Assert.True(counts.Min() >= counts.Max() - 2 && counts.Min() > 3, $"from {counts.Min()} to {counts.Max()} quotes a symbol");
    }

    [Fact]
    public void Reader_that_is_behind_gets_less_and_less_and_later_its_full_rate_again()
    {
        _market.Ticks.Quote("A", 100, 101);
        var subscription = Subscribe("A", 10);
        long now = 1_000_000;
        var bid = 0;

        int SentIn(int intervals)
        {
            var before = SentAt(subscription).Length;
            for (var step = 0; step < intervals * 10; step++)
            {
                now += subscription.IntervalMicros / 10;
                _market.Ticks.Quote("A", 100 + (++bid % 50), 200 + bid);
                Step(now);
            }

            return SentAt(subscription).Length - before;
        }

        SentIn(10);
        Assert.InRange(SentIn(160), 159, 161);
        for (var share = 2; share <= 64; share *= 2)
        {
            _conflator.Pace(2_000_000, isBehind: true);
            SentIn(2 * share);
            var stretch = Math.Min(share, Conflator.MostStretch);
            Assert.Equal(stretch, _conflator.Stretch);
            Assert.InRange(SentIn(160), (160 / stretch) - 1, (160 / stretch) + 1);
        }

        // A write that waited a little is no reason to go up.
        for (var write = 0; write < 100; write++)
        {
            _conflator.Pace(write % 2 == 0 ? 0 : 500, isBehind: false);
        }

        Assert.Equal(Conflator.MostStretch, _conflator.Stretch);
        for (var write = 0; write < 100; write++)
        {
            _conflator.Pace(0, isBehind: false);
        }

        Assert.Equal(1, _conflator.Stretch);
        SentIn(40);
        Assert.InRange(SentIn(160), 159, 161);
    }

    [Fact]
    public void Steady_state_does_not_allocate()
    {
        for (var i = 0; i < 20; i++)
        {
            _market.Ticks.Quote($"S{i}", 100, 101);
        }

        var subscriptions = Enumerable.Range(0, 20).Select(i => _market.Subscribe($"S{i}", 4)).ToArray();
        long now = 0;
        var round = 0;
        void Round()
        {
            round++;
            now += 250_000;
            var batch = EventBatch.Begin();
            foreach (var subscription in subscriptions)
            {
                _market.Ticks.Quote(subscription.Tape.Symbol, 100 + (round % 50), 200);
                if (!subscription.IsParked)
                {
                    _conflator.OnChanged(subscription, now, ref batch);
                }
            }

            _conflator.SendDue(now, ref batch, ref _quiet);
            batch.Finish(new StreamCursor(1, now));
            _quiet?.Clear();
        }

        for (var i = 0; i < 200; i++)
        {
            Round();
        }

        var merged = _conflator.Merged;
        var before = GC.GetAllocatedBytesForCurrentThread();
        MeasureTicksOnly();
        var ofTicks = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
        {
            Round();
        }

        // The test's own ticks are made of strings; what remains is the conflator, the frames and the batch.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - ofTicks, -1_000, 1_000);
        Assert.True(merged >= 0);

        void MeasureTicksOnly()
        {
            for (var i = 0; i < 500; i++)
            {
                round++;
                foreach (var subscription in subscriptions)
                {
                    _market.Ticks.Quote(subscription.Tape.Symbol, 100 + (round % 50), 200);
                }
            }
        }
    }

    private Subscription Subscribe(string symbol, double rate)
    {
        var subscription = _market.Subscribe(symbol, rate);
        subscription.SentSequence = subscription.Channel.Sequence;
        _sent[subscription] = [];
        return subscription;
    }

    // As the subscriber's loop does until nothing is left to write: changed symbols that are not parked, then what is due.
    private void Step(long now)
    {
        while (!OneWrite(now, _sent.Keys.Where(s => !s.IsParked)))
        {
        }
    }

    private bool OneWrite(long now, IEnumerable<Subscription> awake)
    {
        var batch = EventBatch.Begin();
        foreach (var subscription in awake.ToArray())
        {
            if (batch.IsFull)
            {
                break;
            }

            _conflator.OnChanged(subscription, now, ref batch);
        }

        var isComplete = _conflator.SendDue(now, ref batch, ref _quiet);
        _quiet?.Clear();
        foreach (var line in Encoding.UTF8.GetString(batch.Written).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
        {
            var quote = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            var subscription = _sent.Keys.Single(s => s.Tape.Symbol == quote.GetProperty("symbol").GetString());
            _sent[subscription].Add((now, quote.GetProperty("seq").GetInt64()));
            Assert.Equal(subscription.Channel.Sequence, _sent[subscription][^1].Sequence);
        }

        return isComplete;
    }

    private long[] SentAt(Subscription subscription) => [.. _sent[subscription].Select(s => s.At)];

    private void CheckSpacing(Subscription subscription, string? why = null)
    {
        var at = SentAt(subscription);
        for (var i = 1; i < at.Length; i++)
        {
            Assert.True(
                at[i] - at[i - 1] >= subscription.IntervalMicros / 2,
                $"{subscription.Tape.MaxRate}/s: only {at[i] - at[i - 1]} us after the last. {why}");
        }

        // Over any longer time the rate holds: a late point is not made up for by more than itself.
        for (var i = 0; i + 10 < at.Length; i++)
        {
            Assert.True(
                at[i + 10] - at[i] >= (9 * subscription.IntervalMicros) + (subscription.IntervalMicros / 2),
                $"{subscription.Tape.MaxRate}/s: 10 intervals in {at[i + 10] - at[i]} us. {why}");
        }
    }
}
