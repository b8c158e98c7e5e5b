namespace QuoteStream.Server.Streaming;

/// <summary>The waiters of one stream that channels have woken, until its loop sees to them.</summary>
/// <remarks>
/// Any thread pushes; the loop takes. The stack is only ever taken whole, so there is no ABA. A mutable struct inside the subscriber, so that
/// waking one touches one object. Does not allocate or lock.
/// </remarks>
internal struct ReadyStack
{
    private SubscriptionWaiter? _head;
    private SubscriptionWaiter? _taken;

    public void Push(SubscriptionWaiter waiter)
    {
        var head = Volatile.Read(ref _head); // Only a first guess; the compare-and-swap decides.
        while (true)
        {
            waiter.NextReady = head;

            // Full fence: the waiter is in the stack before the loop is signalled.
            var seen = Interlocked.CompareExchange(ref _head, waiter, head);
            if (ReferenceEquals(seen, head))
            {
                return;
            }

            head = seen;
        }
    }

    /// <summary>The next waiter, left in its place until <see cref="Remove"/>; null when there is none. Only the loop.</summary>
    // Full fence: whatever was pushed before the signal that woke the loop is in the chain.
    public SubscriptionWaiter? Peek() => _taken ??= Interlocked.Exchange(ref _head, null);

    /// <summary>Takes the peeked waiter off. Only then may it be armed: the moment it is, it may be pushed again.</summary>
    public void Remove()
    {
        var waiter = _taken!;
        _taken = waiter.NextReady;
        waiter.NextReady = null;
    }
}
