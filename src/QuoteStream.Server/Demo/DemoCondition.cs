namespace QuoteStream.Server.Demo;

/// <summary>Whether the demo's prices may be made up. Any thread.</summary>
public sealed class DemoCondition(DemoOptions options)
{
    // Volatile: set by the demo's task, read by whoever opens a stream.
    private volatile bool _isLive;

    /// <summary>
    /// Also while a live venue has not answered yet: a simulated market may have to take its place, on streams that were opened before.
    /// </summary>
    public bool MayBeSimulated => options.Enabled == true && !_isLive;

    /// <summary>A real venue's ticks come: no simulated market takes their place any more.</summary>
    internal void NoteLive() => _isLive = true;
}
