namespace QuoteStream.MarketData.Channels;

/// <summary>Who waits for a symbol's changes, by kind.</summary>
/// <remarks>
/// Any number of threads; only the board's reader takes waiters out. An object of its own: subscribers on every core push here, and would take the
/// cache line of the version and state that they all read with them. Hot path: once per publication. Must not allocate, lock or log.
/// </remarks>
internal sealed class ChannelWaiters(int index, ChangedSymbols changed)
{
    private WaiterStack _quote;
    private WaiterStack _trade;
    private WaiterStack _status;

    public void Push(ChangeKinds kind, ChannelWaiter waiter) => StackOf(kind).Push(waiter);

    /// <summary>After a publication, behind its full fence: has those woken who wait for what it brought.</summary>
    public void Notify(ChangeKinds kinds)
    {
        if (!_quote.IsEmpty)
        {
            changed.Mark(index, kinds);
        }
        else if (kinds != ChangeKinds.Quote)
        {
            NotifyRareKinds(kinds);
        }
    }

    /// <summary>Has those woken who wait for these kinds, whether or not there are any.</summary>
    public void Signal(ChangeKinds kinds) => changed.Mark(index, kinds);

    /// <summary>
    /// Leaves the dead node where it is. When many have gathered, the broadcaster takes the stack, and the living are woken for nothing. Nobody
    /// else may take them out, not even to put them back: a publication in that moment would find nobody, and count as delivered.
    /// </summary>
    public void Abandon(ChangeKinds kind, ChannelWaiter waiter)
    {
        waiter.Abandon();
        if (StackOf(kind).NoteAbandoned())
        {
            Signal(kind);
        }
    }

    public void Wake(ChangeKinds kinds)
    {
        if ((kinds & ChangeKinds.Quote) != 0)
        {
            WakeAll(ref _quote);
        }

        if ((kinds & ChangeKinds.Trade) != 0)
        {
            WakeAll(ref _trade);
        }

        if ((kinds & ChangeKinds.Status) != 0)
        {
            WakeAll(ref _status);
        }
    }

    /// <summary>Only for tests, while nobody else touches the stacks.</summary>
    internal int CountForTest(ChangeKinds kind) => StackOf(kind).CountForTest();

    private static void WakeAll(ref WaiterStack stack)
    {
        var living = 0;
        var waiter = stack.TakeAll();
        while (waiter is not null)
        {
            // Read before waking: the owner may arm the node again at once.
            var next = waiter.Next;
            waiter.Next = null;
            if (!waiter.IsAbandoned)
            {
                living++;
                waiter.Wake();
            }

            waiter = next;
        }

        stack.NoteLiving(living);
    }

    private void NotifyRareKinds(ChangeKinds kinds)
    {
        if (((kinds & ChangeKinds.Trade) != 0 && !_trade.IsEmpty) || ((kinds & ChangeKinds.Status) != 0 && !_status.IsEmpty))
        {
            changed.Mark(index, kinds);
        }
    }

    private ref WaiterStack StackOf(ChangeKinds kind)
    {
        switch (kind)
        {
            case ChangeKinds.Trade:
                return ref _trade;
            case ChangeKinds.Status:
                return ref _status;
            default:
                return ref _quote;
        }
    }
}
