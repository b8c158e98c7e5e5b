using QuoteStream.MarketData.Channels;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class BroadcastRingStressTests(ITestOutputHelper output)
{
    private readonly int _seed = Environment.TickCount;
    private volatile bool _isOver;

    /// <param name="stepNanos">Time from item to item: at 0 the ring grows to its largest, at a whole lap it never grows.</param>
    [Theory]
    [InlineData(8, 8, 0, 600_000)]
    [InlineData(8, 4096, 0, 600_000)]
    [InlineData(8, 4096, BroadcastRing<long>.LapNanos / 500, 600_000)]
    [InlineData(1, 1, 0, 600_000)]
    [InlineData(2, 1 << 18, 0, 1 << 18)]
    public void Read_and_missed_make_what_was_written_and_no_item_is_torn(int initial, int max, long stepNanos, int written)
    {
        output.WriteLine($"seed {_seed}");
        var ring = new BroadcastRing<Patterned>(initial, max);
        var lapped = new long[3];
        void Write()
        {
            for (var number = 1L; number <= written; number++)
            {
                // Now and then a pause, so that readers catch up and race for the newest item.
                ring.Append(Patterned.Of(number), number * stepNanos);
                Thread.SpinWait((number & 0xFFF) == 0 ? 20_000 : 0);
            }

            _isOver = true;
        }

        ThreadRace.Run(Write, () => Read(ring, 0, written, lapped), () => Read(ring, 40, written, lapped), () => Read(ring, 4000, written, lapped));
        if (written <= max)
        {
            // There was room for all: who was told of a loss was told wrong, in the middle of a growth or of an append.
            Assert.Equal([0, 0, 0], lapped);
        }
        else
        {
            Assert.True(lapped[2] > 0, "The slow reader was never lapped.");
        }
    }

    private void Read(BroadcastRing<Patterned> ring, int slowness, int written, long[] lapped)
    {
        var random = new Random(_seed + slowness);
        long cursor = 0, read = 0, missedItems = 0;
        while (true)
        {
            var isLast = _isOver;
            var before = cursor;
            var result = ring.TryRead(ref cursor, out var item, out var missed);
            switch (result)
            {
                case RingRead.Item:
                    Assert.True(cursor == before + 1 && item.IsWholeOf(cursor), $"Torn or misplaced: {item.A} with the number {cursor}.");
                    read++;
                    break;
                case RingRead.Lapped:
                    Assert.True(missed > 0 && cursor == before + missed, $"Missed {missed} from {before} to {cursor}.");
                    missedItems += missed;
                    lapped[slowness == 0 ? 0 : slowness == 40 ? 1 : 2]++;
                    break;
                default:
                    Assert.Equal((before, 0), (cursor, missed));
                    if (isLast)
                    {
                        Assert.Equal(written, read + missedItems);
                        return;
                    }

                    break;
            }

            Thread.SpinWait(written <= 1 << 18 ? random.Next(slowness) / 20 : random.Next(slowness));
        }
    }

    private readonly record struct Patterned(long A, long B, long C, long D, long E, long F, long G, long H, long I, long J, long K, long L)
    {
        public static Patterned Of(long n) => new(n, n * 3, n * 5, n * 7, n * 11, n * 13, n * 17, n * 19, n * 23, n * 29, n * 31, n * 37);

        public bool IsWholeOf(long number) => this == Of(number);
    }
}
