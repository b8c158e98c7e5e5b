using System.Runtime;

namespace QuoteStream.Server.Streaming;

/// <summary>Gives memory back to the system after many streams have gone.</summary>
/// <remarks>
/// A stream lives for hours, so what it leaves is in the oldest generation, which a server with few streams and hot paths that do not allocate
/// has no reason to collect: the memory of a morning's crowd would stay until the next one.
/// </remarks>
internal sealed class MemoryReturn(StreamRegistry registry) : BackgroundService
{
    /// <summary>A crowd that leaves takes seconds to do so; its memory is not missed for a minute.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Some 20 MB: less is not worth a collection.</summary>
    private const int LeastGone = 1_000;

    private int _peak;

    /// <summary>Looks at how many streams are open. True when memory was given back.</summary>
    public bool Look()
    {
        var open = registry.Count;
        _peak = Math.Max(_peak, open);

        // Half of them gone: what is left is less than what is freed, and the pause, which grows with what is left, is the shorter one.
        if (_peak - open < LeastGone || open > _peak / 2)
        {
            return false;
        }

        _peak = open;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }
}
