using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Tests;

/// <summary>Reading a recording leaves no garbage.</summary>
internal static class AllocationAssert
{
    // A collection for another test's sake counts what is left of this thread's allocation buffer as allocated: then it is read again.
    private const int MaxAttempts = 20;

    /// <param name="open">A new reader of the same recording, of more than 2,000 ticks; disposed here.</param>
    /// <returns>How many ticks there were behind those that warm up.</returns>
    public static int ReadsWithoutGarbage(Func<FeedDecoder> open)
    {
        long allocated = 0;
        for (int i = 0; i < MaxAttempts; i++)
        {
            int ticks = Read(open, out allocated);
            if (allocated == 0)
            {
                return ticks;
            }
        }

        Assert.Fail($"{allocated} bytes were allocated.");
        return 0;
    }

    private static int Read(Func<FeedDecoder> open, out long allocated)
    {
        using FeedDecoder decoder = open();
        var source = new DecodedTicks(decoder);
        var batch = new TickBatch();
        int ticks = 0;
        source.Read(batch, 1_000, ulong.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TickReadingEnd end;
        do
        {
            batch.Clear();
            end = source.Read(batch, 500, ulong.MaxValue).End;
            ticks += batch.Count;
        }
        while (end == TickReadingEnd.BatchFull);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(TickReadingEnd.EndOfTicks, end);
        return ticks;
    }
}
