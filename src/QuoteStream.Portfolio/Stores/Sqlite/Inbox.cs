namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>A bounded queue between any threads that ask and the threads that serve them, which block here while nothing waits.</summary>
/// <remarks>Not a channel: its readers are threads of their own, and blocking those on a channel takes a pool thread to wake them.</remarks>
/// <param name="capacity">The weight at which it takes no more.</param>
internal sealed class Inbox<T>(int capacity)
{
    private readonly object _turn = new();
    private readonly Queue<(T Item, int Weight)> _items = new();
    private int _weight;
    private bool _isClosed;

    /// <summary>What became of an item that was brought.</summary>
    public enum Answer
    {
        Accepted,
        Full,
        Closed,
    }

    /// <param name="weight">1 or more. One heavy item may go beyond the capacity, so that there is none that never fits.</param>
    public Answer Offer(T item, int weight)
    {
        lock (_turn)
        {
            if (_isClosed)
            {
                return Answer.Closed;
            }

            if (_weight >= capacity)
            {
                return Answer.Full;
            }

            _items.Enqueue((item, weight));
            _weight += weight;
            Monitor.Pulse(_turn);
            return Answer.Accepted;
        }
    }

    /// <summary>Waits for the first, and takes those that wait behind it.</summary>
    /// <param name="most">The weight at which it takes no more.</param>
    /// <returns>False when it is closed and everything has been taken.</returns>
    public bool Take(List<T> into, int most)
    {
        into.Clear();
        lock (_turn)
        {
            while (_items.Count == 0)
            {
                if (_isClosed)
                {
                    return false;
                }

                Monitor.Wait(_turn);
            }

            for (var taken = 0; taken < most && _items.TryDequeue(out var next); taken += next.Weight)
            {
                into.Add(next.Item);
                _weight -= next.Weight;
            }

            return true;
        }
    }

    /// <summary>Takes no more. What waits is still served.</summary>
    public void Close()
    {
        lock (_turn)
        {
            _isClosed = true;
            Monitor.PulseAll(_turn);
        }
    }
}
