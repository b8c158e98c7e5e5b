namespace QuoteStream.MarketData.Tests;

/// <summary>Proves that a hot path leaves nothing to the garbage collector.</summary>
internal static class AllocationAssert
{
    // Enough that a single small object per call cannot hide, and that tiered compilation has settled.
    private const int Calls = 10_000;

    public static void None(Action hotPath)
    {
        hotPath();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
        {
            hotPath();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
