using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>A subscription's place in a channel's stack; once woken, in its subscriber's ready stack.</summary>
/// <remarks>For quotes it is the <see cref="Subscription"/> itself, which is woken most; for the rest a <see cref="TapeWaiter"/>.</remarks>
internal abstract class SubscriptionWaiter(Subscriber subscriber, ChangeKinds kind) : ChannelWaiter, ISymbolWatcher
{
    private Subscriber? _subscriber = subscriber;
    private bool _isOwed;

    /// <summary>Next in the subscriber's ready stack.</summary>
    public SubscriptionWaiter? NextReady;

    /// <summary>What it waits for: one kind.</summary>
    public ChangeKinds Kind { get; } = kind;

    /// <summary>Waits in the channel for the next change after what was seen. Only the subscriber's loop.</summary>
    public void Arm(SymbolChannel channel, long seen, ref StreamWatermark watermark)
    {
        if (!channel.Arm(Kind, this, seen))
        {
            _isOwed = true;
            watermark.Owe();
        }
    }

    /// <summary>The loop has taken it from its ready stack.</summary>
    public void Settle(ref StreamWatermark watermark)
    {
        if (_isOwed)
        {
            _isOwed = false;
            watermark.Settle();
        }
    }

    /// <summary>The symbol is published for the first time: the loop ties the subscription to it.</summary>
    public void Appear() => Wake();

    /// <summary>Whether the stream goes on without it.</summary>
    public bool IsDetached => Volatile.Read(ref _subscriber) is null; // Set by the loop itself.

    /// <summary>The stream has ended. In a quiet symbol's stack the node may stay for days: it must not keep the response's memory.</summary>
    public void Detach() => Volatile.Write(ref _subscriber, null); // Read by whoever is waking it just now.

    protected override void Wake() => Volatile.Read(ref _subscriber)?.OnReady(this);
}
