using System.Diagnostics;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Tests.Publishing;

public sealed class PreciseWaitTests
{
    // On the pool, as a feed runs: a test has a context of its own, to which it would come back.
    [Fact]
    public async Task It_waits_as_often_as_it_is_asked_to_and_never_too_short() => await Task.Run(async () =>
    {
        using var precise = new PreciseWait();
        for (int i = 0; i < 200; i++)
        {
            var time = TimeSpan.FromMicroseconds(i * 7);
            long started = Stopwatch.GetTimestamp();
            await precise.WaitAsync(time);

            Assert.True(Stopwatch.GetElapsedTime(started) >= time - TimeSpan.FromMicroseconds(1));
            if (i % 10 == 0)
            {
                // Away from its thread, as a publisher that waits for the network.
                await Task.Yield();
            }
        }
    });

    [Fact]
    public async Task What_follows_a_wait_goes_on_on_its_thread_and_may_end_it() => await Task.Run(async () =>
    {
        var precise = new PreciseWait();
        do
        {
            // A wait that is over before anyone has begun to wait leaves its thread alone.
            await precise.WaitAsync(TimeSpan.FromMilliseconds(2));
        }
        while (Thread.CurrentThread.Name != "feed pace");

        precise.Dispose();
    });
}
