namespace QuoteStream.MarketData.Channels;

/// <summary>A place in a <see cref="WaiterStack"/>: one subscriber waiting for one kind of change of one symbol.</summary>
/// <remarks>
/// Armed by its owner, one arm at a time; taken by whoever takes the stack. A node that was armed must be taken before it is armed
/// again: the owner learns of that through <see cref="Wake"/>.
/// </remarks>
public abstract class ChannelWaiter
{
    /// <summary>Next in the stack. Written by the pusher before the node becomes visible, read by the taker after.</summary>
    internal ChannelWaiter? Next;

    private volatile bool _isAbandoned;

    /// <summary>Set when the owner's stream has ended: the node is dropped the next time its stack is taken.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>
    /// What it waited for has probably happened, once per arm. The owner looks again: a change that it had seen before it armed may still
    /// have been waiting to be told. Any thread, and once more just after abandoning; must not block or throw.
    /// </summary>
    protected internal abstract void Wake();

    internal void Abandon() => _isAbandoned = true;
}
