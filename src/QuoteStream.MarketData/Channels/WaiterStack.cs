namespace QuoteStream.MarketData.Channels;

/// <summary>Waiters of one kind of change of one symbol: pushed one by one, taken all at once.</summary>
/// <remarks>
/// Any number of threads. Nodes are never popped singly, so a compare-and-swap on the head cannot be fooled by a node that went and
/// came back (no ABA).
/// </remarks>
internal struct WaiterStack
{
    /// <summary>Nodes of ended streams are dropped only when this many may have gathered: each time the living are woken for nothing.</summary>
    private const int DropThreshold = 32;

    private ChannelWaiter? _head;
    private int _abandoned;
    private int _living;

    // Volatile: a publisher looks here after its full fence, so it sees every node armed before it published.
    public bool IsEmpty => Volatile.Read(ref _head) is null;

    public void Push(ChannelWaiter waiter)
    {
        var head = Volatile.Read(ref _head); // Only a first guess; the compare-and-swap decides.
        while (true)
        {
            waiter.Next = head;

            // Full fence: the node is visible before its owner looks at the version once more (SymbolChannel.Arm).
            var seen = Interlocked.CompareExchange(ref _head, waiter, head);
            if (ReferenceEquals(seen, head))
            {
                return;
            }

            head = seen;
        }
    }

    /// <summary>Takes all; the caller owns the returned chain. Newest first.</summary>
    public ChannelWaiter? TakeAll()
    {
        if (IsEmpty)
        {
            return null;
        }

        Volatile.Write(ref _abandoned, 0); // What was abandoned goes with the chain; a few counted late only cause an early drop.
        return Interlocked.Exchange(ref _head, null); // Atomic: every node goes to exactly one taker.
    }

    /// <summary>Counts a node that will never be woken; true when it is time to take the stack and drop such nodes.</summary>
    public bool NoteAbandoned()
    {
        // Streams of one symbol may end on many threads at once.
        var abandoned = Interlocked.Increment(ref _abandoned);

        // As many dead as living: a walk then costs each ended stream a constant share, however many streams wait here.
        return abandoned >= DropThreshold && abandoned >= Volatile.Read(ref _living);
    }

    /// <summary>How many were woken out of the stack the last time.</summary>
    public void NoteLiving(int count) => Volatile.Write(ref _living, count); // Only a hint for when the next walk pays.

    /// <summary>Walks the stack. Only for tests, while nobody else touches it.</summary>
    internal int CountForTest()
    {
        var count = 0;
        for (var waiter = _head; waiter is not null; waiter = waiter.Next)
        {
            count++;
        }

        return count;
    }
}
