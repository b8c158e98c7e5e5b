namespace QuoteStream.Server.Streaming;

/// <summary>The tide up to which a stream's client has everything: what the stream's ids say.</summary>
/// <remarks>
/// Owned by the subscriber's loop, which for each write calls <see cref="Begin"/> before it takes its ready stack or reads a state, then writes
/// and arms its waiters, and, if it has written all there was, tells of every symbol that it holds back and calls <see cref="End"/>.
/// A write that was full before its end only leaves out the last step: what it began with still holds for the next.
/// </remarks>
internal struct StreamWatermark(long startTide)
{
    private long _held = long.MaxValue;
    private int _owed;

    /// <summary>Everything published up to this tide is in what the client was sent. Never goes back.</summary>
    public long Tide { get; private set; } = startTide;

    /// <summary>What the watermark will be unless something is held back: a state that is read now shows everything up to here.</summary>
    public long Reach { get; private set; } = startTide;

    /// <summary>Before the write looks at anything.</summary>
    /// <param name="tide">
    /// <see cref="MarketData.Channels.TideClock.Delivered"/>; before the first snapshots, which wait for no wake-up,
    /// <see cref="MarketData.Channels.TideClock.Safe"/>.
    /// </param>
    public void Begin(long tide)
    {
        Reach = Math.Max(Reach, tide);
        _held = long.MaxValue;
    }

    /// <summary>A symbol has a newer state that is held back by its rate.</summary>
    /// <param name="knownTide">The <see cref="Reach"/> of the write that sent or checked its last state.</param>
    public void HoldBack(long knownTide) => _held = Math.Min(_held, knownTide);

    /// <summary>A waiter was armed too late for a change whose wake-up is on its way: until then nobody knows what the client lacks.</summary>
    public void Owe() => _owed++;

    /// <summary>A wake-up that was owed has come.</summary>
    public void Settle() => _owed--;

    /// <summary>The write has sent everything that was due.</summary>
    public void End()
    {
        if (_owed == 0)
        {
            Tide = Math.Max(Tide, Math.Min(Reach, _held));
        }
    }
}
