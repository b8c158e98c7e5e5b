using System.Numerics;

namespace QuoteStream.Server.Operations;

/// <summary>A set of counters that any number of threads add to without passing one cache line around. Any thread may read a sum.</summary>
/// <remarks>Hot path: adding must not allocate, and does not wait for another core as long as threads fall into different stripes.</remarks>
internal sealed class StripedCounters
{
    // 16 longs are 128 bytes: two cache lines, because the processor prefetches them in pairs.
    private const int LinePairLongs = 16;

    // Bounds the memory and a sum's cost on large machines; two threads that share a stripe are only slower.
    private const int MaxStripes = 64;

    private readonly long[] _cells;
    private readonly int _stride;
    private readonly int _mask;

    internal StripedCounters(int counters)
    {
        var stripes = (int)Math.Min(MaxStripes, BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));
        _stride = (counters + LinePairLongs - 1) / LinePairLongs * LinePairLongs;
        _mask = stripes - 1;

        // One line pair in front: the array's length lies beside its first element and is read by every thread.
        _cells = new long[LinePairLongs + (stripes * _stride)];
    }

    internal void Add(int counter, long amount)
    {
        var stripe = Environment.CurrentManagedThreadId & _mask;

        // Interlocked because threads outnumber stripes; uncontended it costs some 4 ns.
        Interlocked.Add(ref _cells[LinePairLongs + (stripe * _stride) + counter], amount);
    }

    /// <summary>Not a snapshot: an addition that happens meanwhile may or may not be in it.</summary>
    internal long Sum(int counter)
    {
        var sum = 0L;
        for (var cell = LinePairLongs + counter; cell < _cells.Length; cell += _stride)
        {
            // Volatile so that a later sum never reads an older value than an earlier one: a counter must not go back.
            sum += Volatile.Read(ref _cells[cell]);
        }

        return sum;
    }
}
