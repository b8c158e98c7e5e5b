using QuoteStream.MarketData.Channels;

namespace QuoteStream.MarketData.Tests.Channels;

/// <summary>Counts its wake-ups, and knows when one comes that it did not ask for.</summary>
internal sealed class CountingWaiter : ChannelWaiter
{
    private int _armed;
    private int _wakes;
    private int _unasked;

    public int Wakes => Volatile.Read(ref _wakes);

    /// <summary>Wake-ups without an arm before them.</summary>
    public int Unasked => Volatile.Read(ref _unasked);

    public bool IsArmed => Volatile.Read(ref _armed) != 0;

    public Action? OnWake { get; set; }

    /// <returns>As the channel: false when the change had come already.</returns>
    public bool Arm(SymbolChannel channel, ChangeKinds kind, long seen)
    {
        Assert.Equal(0, Interlocked.Exchange(ref _armed, 1));
        return channel.Arm(kind, this, seen);
    }

    protected internal override void Wake()
    {
        if (Interlocked.Exchange(ref _armed, 0) == 0)
        {
            Interlocked.Increment(ref _unasked);
        }

        Interlocked.Increment(ref _wakes);
        OnWake?.Invoke();
    }
}
