using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class TimingWheelTests : IDisposable
{
    private const long SlotMicros = 1_000;
    private const long RoundMicros = 16_384 * SlotMicros;

    private readonly ManualClock _clock = new();
    private readonly TimingWheel _wheel;

    public TimingWheelTests()
    {
        _wheel = new TimingWheel(_clock);
    }

    public void Dispose() => _wheel.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(16_383_999)]
    [InlineData(16_384_000)]
    [InlineData(16_385_001)]
    [InlineData(100_000_000)]
    public void Timer_fires_once_not_early_and_at_most_a_slot_late(long due)
    {
        var timer = new Alarm(_wheel);
        _wheel.Schedule(timer, due);

        for (long now = 0; now <= due + (2 * SlotMicros); now += due > 1_000_000 && now < due - 5_000 ? 777 : 100)
        {
            _clock.MoveTo(now);
            _wheel.Turn(now);
        }

        var firedAt = Assert.Single(timer.Fired);
        Assert.InRange(firedAt, due, due + SlotMicros + 777);
    }

    [Fact]
    public void Timer_that_is_moved_fires_at_its_last_time_only()
    {
        var later = new Alarm(_wheel);
        var earlier = new Alarm(_wheel);
        var zigzag = new Alarm(_wheel);
        _wheel.Schedule(later, 5_000);
        _wheel.Schedule(later, 9_000);
        _wheel.Schedule(earlier, 9_000);
        _wheel.Schedule(earlier, 3_000);
        _wheel.Schedule(zigzag, 2_000);
        _wheel.Schedule(zigzag, 20_000);
        _wheel.Schedule(zigzag, 7_000);

        TurnThrough(0, 30_000, 500);

        Assert.Equal([9_000L], later.Fired);
        Assert.Equal([3_000L], earlier.Fired);
        Assert.Equal([7_000L], zigzag.Fired);
    }

    [Fact]
    public void Retired_timer_never_fires_and_cannot_be_set_again()
    {
        var timer = new Alarm(_wheel);
        var neighbour = new Alarm(_wheel);
        _wheel.Schedule(neighbour, 2_000);
        _wheel.Schedule(timer, 2_000);
        _wheel.Retire(timer);
        _wheel.Schedule(timer, 3_000);
        _wheel.Renew(timer, 3_000);

        TurnThrough(0, 10_000, 500);

        Assert.Empty(timer.Fired);
        Assert.Equal([2_000L], neighbour.Fired);
    }

    [Fact]
    public void Renewal_gives_way_to_what_was_set_meanwhile()
    {
        var set = new Alarm(_wheel);
        var free = new Alarm(_wheel);
        _wheel.Schedule(set, 2_000);

        _wheel.Renew(set, 30_000_000);
        _wheel.Renew(free, 4_000);
        TurnThrough(0, 10_000, 500);

        Assert.Equal([2_000L], set.Fired);
        Assert.Equal([4_000L], free.Fired);
    }

    [Fact]
    public void After_a_long_sleep_everything_due_fires_in_one_turn_and_nothing_else()
    {
        var due = Enumerable.Range(1, 50).Select(i => (Timer: new Alarm(_wheel), Due: i * RoundMicros / 10)).ToArray();
        foreach (var (timer, at) in due)
        {
            _wheel.Schedule(timer, at);
        }

        var now = 3 * RoundMicros;
        _wheel.Turn(now);
        var afterSleep = new Alarm(_wheel);
        _wheel.Schedule(afterSleep, now + 5_000);
        _wheel.Turn(now + 4_999);
        Assert.Empty(afterSleep.Fired);
        _wheel.Turn(now + 5_000);

        Assert.Single(afterSleep.Fired);
        Assert.All(due, d => Assert.Equal(d.Due <= now ? 1 : 0, d.Timer.Fired.Count));
    }

    [Fact]
    public void Timer_set_when_the_wheel_has_not_turned_for_many_rounds_keeps_its_time()
    {
        var timer = new Alarm(_wheel);
        var now = 1_000 * RoundMicros;
        _clock.MoveTo(now);
        _wheel.Schedule(timer, now + 2_500);

        _wheel.Turn(now);
        _wheel.Turn(now + 2_000);
        Assert.Empty(timer.Fired);
        _wheel.Turn(now + 3_000);

        Assert.Single(timer.Fired);
    }

    [Fact]
    public void Random_schedules_agree_with_a_sorted_list()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var timers = Enumerable.Range(0, 200).Select(_ => new Alarm(_wheel)).ToArray();
        var due = new Dictionary<Alarm, long>();
        long now = 0;
        for (var step = 0; step < 20_000; step++)
        {
            var timer = timers[random.Next(timers.Length)];
            switch (random.Next(5))
            {
                case 0 or 1 or 2:
                    var at = now + (random.Next(4) == 0 ? random.NextInt64(3 * RoundMicros) : random.Next(50_000));
                    _wheel.Schedule(timer, at);
                    due[timer] = at;
                    break;
                case 3:
                    var renewed = now + random.Next(50_000);
                    _wheel.Renew(timer, renewed);
                    due.TryAdd(timer, renewed);
                    break;
                default:
                    now += random.Next(50) == 0 ? random.NextInt64(2 * RoundMicros) : random.Next(20_000);
                    _clock.MoveTo(now);
                    _wheel.Turn(now);

                    // A slot is turned when its end has passed: what is due within the running one may wait for it.
                    foreach (var (alarm, dueAt) in due.OrderBy(d => d.Value).ToArray())
                    {
                        var mustHaveFired = dueAt <= now / SlotMicros * SlotMicros;
                        Assert.True(alarm.Fired.Count <= 1, $"fired twice, seed {seed}");
                        Assert.True(!mustHaveFired || alarm.Fired.Count == 1, $"late: due {dueAt}, now {now}, seed {seed}");
                        Assert.True(alarm.Fired.Count == 0 || dueAt <= now, $"early: due {dueAt}, now {now}, seed {seed}");
                        if (alarm.Fired.Count == 1)
                        {
                            alarm.Fired.Clear();
                            due.Remove(alarm);
                        }
                    }

                    Assert.True(timers.All(t => t.Fired.Count == 0), $"a timer fired that was not set, seed {seed}");
                    break;
            }
        }
    }

    [Fact]
    public void Timers_set_and_retired_by_many_threads_while_the_wheel_turns_fire_once_or_never()
    {
        const int Timers = 20_000;
        var wheel = new TimingWheel(TimeProvider.System);
        var kept = new Alarm[3][];
        var retired = new Alarm[3][];
        long isDone = 0;
        Action SetTimers(int part) => () =>
        {
            var random = new Random(part);
            kept[part] = [.. Enumerable.Range(0, Timers).Select(_ => new Alarm(wheel))];
            retired[part] = [.. Enumerable.Range(0, Timers).Select(_ => new Alarm(wheel))];
            for (var i = 0; i < Timers; i++)
            {
                wheel.Schedule(kept[part][i], wheel.NowMicros + random.Next(20_000));
                wheel.Schedule(retired[part][i], wheel.NowMicros + 60_000_000);
                wheel.Schedule(retired[part][random.Next(i + 1)], wheel.NowMicros + 70_000_000);
                wheel.Retire(retired[part][random.Next(i + 1)]);
                wheel.Retire(retired[part][i]);
            }

            Interlocked.Increment(ref isDone);
        };

        ThreadRace.Run(SetTimers(0), SetTimers(1), SetTimers(2), () =>
        {
            while (Interlocked.Read(ref isDone) < 3)
            {
                wheel.Turn(wheel.NowMicros);
            }
        });

        wheel.Turn(wheel.NowMicros + 30_000);
        Assert.All(kept.SelectMany(t => t), timer => Assert.Single(timer.Fired));
        wheel.Turn(wheel.NowMicros + 200_000_000);
        Assert.All(retired.SelectMany(t => t), timer => Assert.Empty(timer.Fired));
    }

    [Fact]
    public async Task Sleeping_thread_wakes_for_a_timer_that_is_set_before_the_one_it_sleeps_for()
    {
        using var wheel = new TimingWheel(TimeProvider.System);
        wheel.Start();
        var far = new Alarm(wheel);
        wheel.Schedule(far, wheel.NowMicros + 3_600_000_000);
        for (var round = 0; round < 20; round++)
        {
            var near = new Alarm(wheel);
            var due = wheel.NowMicros + 3_000;
            wheel.Schedule(near, due);

            await Eventually.True(() => near.Count == 1);

            Assert.True(near.Fired[0] >= due, "early");
        }

        Assert.Equal(0, far.Count);
    }

    private void TurnThrough(long from, long to, long step)
    {
        for (var now = from; now <= to; now += step)
        {
            _clock.MoveTo(now);
            _wheel.Turn(now);
        }
    }

    private sealed class Alarm(TimingWheel wheel) : WheelTimer
    {
        private int _count;

        public List<long> Fired { get; } = [];

        // Acquire: the list is filled before the count says so.
        public int Count => Volatile.Read(ref _count);

        protected internal override void OnDue()
        {
            Fired.Add(wheel.NowMicros);
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
