namespace QuoteStream.Server.Streaming.Selections;

/// <summary>The selections that a stream's loop has yet to take over, one for each accepted change.</summary>
/// <remarks>Made by a stream's first change. Any thread adds; the loop takes.</remarks>
/// <param name="current">What the stream watches before its first change.</param>
internal sealed class SelectionQueue(StreamSelection current)
{
    /// <summary>More changes than a client makes while one write waits for its reader. A further one is refused.</summary>
    private const int Capacity = 64;

    private readonly Lock _gate = new();
    private readonly Queue<StreamSelection> _pending = [];
    private StreamSelection _newest = current;
    private int _count;

    /// <summary>Whether there is one to take.</summary>
    // Volatile: set before the loop is woken to look.
    public bool HasPending => Volatile.Read(ref _count) > 0;

    /// <summary>Makes a change to the newest selection; null when too many wait already.</summary>
    /// <param name="change">May throw: then nothing has changed.</param>
    public StreamSelection? Change(Func<StreamSelection, StreamSelection> change)
    {
        lock (_gate)
        {
            if (_pending.Count == Capacity)
            {
                return null;
            }

            _newest = change(_newest);
            _pending.Enqueue(_newest);
            Volatile.Write(ref _count, _pending.Count); // After it is in the queue.
            return _newest;
        }
    }

    public StreamSelection Take()
    {
        lock (_gate)
        {
            var next = _pending.Dequeue();
            Volatile.Write(ref _count, _pending.Count); // As above.
            return next;
        }
    }
}
