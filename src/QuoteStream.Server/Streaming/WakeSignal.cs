namespace QuoteStream.Server.Streaming;

/// <summary>Whether a subscriber's loop waits, runs, or has to run once more: any number of wakers, one loop.</summary>
/// <remarks>
/// A mutable struct inside the subscriber, so that waking one touches one object. Not an awaitable: a turn of the loop is a plain call by
/// whoever wakes it, without the scheduling, the execution context and the objects of a continuation. Does not allocate.
/// </remarks>
internal struct WakeSignal
{
    private const int Running = 0;
    private const int Waiting = 1;
    private const int Signalled = 2;

    private int _state;

    /// <summary>True when the loop was waiting: the caller must see to it that it runs, once.</summary>
    // Full fence: what the waker has prepared is visible to the loop before the signal is.
    public bool Set() => Interlocked.Exchange(ref _state, Signalled) == Waiting;

    /// <summary>A turn of the loop begins.</summary>
    // Full fence: a signal after this is for the next turn; whatever came before it is found by the work that follows.
    public void Clear() => Interlocked.Exchange(ref _state, Running);

    /// <summary>Ends the loop until the next signal; false when one came since <see cref="Clear"/>: then it has to run again.</summary>
    // Full fence: whatever the loop leaves behind is visible to the thread that runs it next.
    public bool TryWait() => Interlocked.CompareExchange(ref _state, Waiting, Running) == Running;
}
