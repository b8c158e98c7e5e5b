using System.Collections.Concurrent;

namespace QuoteStream.Server.Streaming;

/// <summary>How many places each key has taken, where that is limited.</summary>
/// <remarks>Any number of threads. Bounded by the places taken: a key without any is forgotten.</remarks>
/// <param name="most">Of one key.</param>
internal sealed class KeyedPlaces<TKey>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, int> _taken = new();

    /// <summary>Keys that have places.</summary>
    public int Count => _taken.Count;

    /// <summary>Takes a place. False: the key has as many as it may.</summary>
    public bool TryEnter(TKey key)
    {
        while (true)
        {
            if (!_taken.TryGetValue(key, out var count))
            {
                if (_taken.TryAdd(key, 1))
                {
                    return true;
                }
            }
            else if (count >= most)
            {
                return false;
            }
            else if (_taken.TryUpdate(key, count + 1, count))
            {
                return true;
            }
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(TKey key)
    {
        while (_taken.TryGetValue(key, out var count))
        {
            if (count == 1 ? _taken.TryRemove(KeyValuePair.Create(key, 1)) : _taken.TryUpdate(key, count - 1, count))
            {
                return;
            }
        }
    }
}
