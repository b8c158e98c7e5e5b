namespace QuoteStream.Feeds.Simulator;

/// <summary>The ticks of one happening, on their way into batches that may be full in between.</summary>
internal sealed class SimulatedTickQueue
{
    // A happening touches each of six venues at most a few times.
    private readonly SimulatedTick[] _ticks = new SimulatedTick[128];
    private int _read;
    private int _written;

    public bool IsEmpty => _read == _written;

    /// <summary>Ticks of the current happening, those already taken included.</summary>
    public int Written => _written;

    public void Clear() => _read = _written = 0;

    public ref SimulatedTick Add(SimulatedTickKind kind, int symbol, int venue)
    {
        ref SimulatedTick tick = ref _ticks[_written++];
        tick = default;
        tick.Kind = kind;
        tick.Symbol = symbol;
        tick.Venue = (byte)venue;
        return ref tick;
    }

    public ref readonly SimulatedTick Take() => ref _ticks[_read++];
}
