using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class WakeSignalTests
{
    [Fact]
    public void Signal_before_the_wait_is_not_lost_and_several_are_one()
    {
        var signal = default(WakeSignal);
        signal.Clear();

        Assert.False(signal.Set());
        Assert.False(signal.Set());

        Assert.False(signal.TryWait());
        signal.Clear();
        Assert.True(signal.TryWait());
        Assert.True(signal.Set());
        Assert.False(signal.Set());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_wake_up_is_lost_and_the_loop_never_runs_twice_at_once(bool runOnThePool)
    {
        const int Wakers = 3;
        const long PerWaker = 300_000;
        var signal = default(WakeSignal);
        long produced = 0, consumed = 0, running = 0, overlaps = 0;
        var ended = new TaskCompletionSource();

        void Loop()
        {
            do
            {
                signal.Clear();
                if (Interlocked.Increment(ref running) != 1)
                {
                    overlaps++;
                }

                Volatile.Write(ref consumed, Volatile.Read(ref produced));
                Interlocked.Decrement(ref running);
                if (consumed == Wakers * PerWaker)
                {
                    ended.TrySetResult();
                }
            }
            while (!signal.TryWait());
        }

        void Wake()
        {
            for (long i = 0; i < PerWaker; i++)
            {
                Interlocked.Increment(ref produced);
                if (!signal.Set())
                {
                    continue;
                }

                if (runOnThePool)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static run => run(), Loop, preferLocal: false);
                }
                else
                {
                    Loop();
                }
            }
        }

        Loop();
        ThreadRace.Run(Wake, Wake, Wake);

        var first = await Task.WhenAny(ended.Task, Task.Delay(Eventually.DefaultTimeout));
        Assert.True(first == ended.Task, $"lost: {consumed} of {produced} seen");
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void Ready_stack_hands_over_each_push_once()
    {
        const int Pushers = 3;
        const int WaitersEach = 16;
        const int RoundsEach = 20_000;
        var stack = default(ReadyStack);
        var free = new Dictionary<SubscriptionWaiter, StrongBox>();
        var pushed = new long[Pushers];
        long running = Pushers, taken = 0;
        var waiters = new SubscriptionWaiter[Pushers][];
        for (var p = 0; p < Pushers; p++)
        {
            waiters[p] = [.. Enumerable.Range(0, WaitersEach).Select(_ => new TapeWaiter(null!, null!, ChangeKinds.Trade))];
            Array.ForEach(waiters[p], w => free[w] = new StrongBox());
        }

        // A waiter is pushed again only after it was taken, as in a channel.
        Action Pusher(int part) => () =>
        {
            for (var round = 0; round < RoundsEach; round++)
            {
                var waiter = waiters[part][round % WaitersEach];
                var spinner = default(SpinWait);
                while (Volatile.Read(ref free[waiter].IsTaken) == 0)
                {
                    spinner.SpinOnce(sleep1Threshold: -1);
                }

                Volatile.Write(ref free[waiter].IsTaken, 0);
                stack.Push(waiter);
                pushed[part]++;
            }

            Interlocked.Decrement(ref running);
        };
        void Take()
        {
            while (true)
            {
                var wasRunning = Interlocked.Read(ref running) > 0;
                while (stack.Peek() is { } waiter)
                {
                    Assert.Same(waiter, stack.Peek());
                    stack.Remove();
                    taken++;
                    Assert.Equal(0, Interlocked.Exchange(ref free[waiter].IsTaken, 1));
                }

                if (!wasRunning)
                {
                    return;
                }
            }
        }

        ThreadRace.Run(Pusher(0), Pusher(1), Pusher(2), Take);

        Assert.Equal(Pushers * RoundsEach, taken);
    }

    private sealed class StrongBox
    {
        public int IsTaken = 1;
    }
}
