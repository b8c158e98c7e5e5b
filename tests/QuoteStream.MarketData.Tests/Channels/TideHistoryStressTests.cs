using QuoteStream.MarketData.Channels;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class TideHistoryStressTests(ITestOutputHelper output)
{
    private readonly int _seed = Environment.TickCount;
    private long _announced;
    private volatile bool _isOver;

    /// <param name="stepNanos">Time from trade to trade: at 0 the history grows to its largest, at the whole time kept it never grows.</param>
    [Theory]
    [InlineData(128, 128, 0, 400_000)]
    [InlineData(128, 4096, 0, 400_000)]
    [InlineData(128, 4096, TideHistory.KeptNanos / 500, 400_000)]
    [InlineData(128, 1 << 19, 0, 400_000)]
    public void Place_that_is_found_while_the_writer_laps_its_readers_is_the_right_one(int initial, int max, long stepNanos, int written)
    {
        output.WriteLine($"seed {_seed}");
        var history = new TideHistory(initial, max);
        long found = 0, gone = 0;
        void Write()
        {
            for (var number = 1L; number <= written; number++)
            {
                history.Append(number, TideOf(number), number * stepNanos);
                Volatile.Write(ref _announced, number); // Release, as the trade's ring announces it.
                Thread.SpinWait((number & 0xFFF) == 0 ? 20_000 : 0);
            }

            _isOver = true;
        }

        Action Reader(int most) => () =>
        {
            var random = new Random(_seed + most);
            for (var isLast = false; !isLast;)
            {
                isLast = _isOver;
                var newest = Volatile.Read(ref _announced); // Acquire: its tide is there.
                var place = Math.Max(0, newest - random.Next(most));

                // The pair's greater tide is on its first trade: up to it, both were published.
                var expected = place + (place & 1);
                if (expected > newest)
                {
                    continue;
                }

                if (history.TryFind(newest, TideOf(expected - 1), out var number))
                {
                    Interlocked.Increment(ref found);
                    Assert.Equal(expected, number);
                }
                else
                {
                    Interlocked.Increment(ref gone);
                }
            }
        };

        ThreadRace.Run(Write, Reader(60), Reader(3_000), Reader(written));
        Assert.True(found > 0, "Nothing was ever found.");
        Assert.Equal(written > max, gone > 0);
    }

    // In pairs, the later tide first: 2, 1, 4, 3, 6, 5... Before the first there is none.
    private static long TideOf(long number) => number <= 0 ? 0 : ((number - 1) ^ 1) + 1;
}
