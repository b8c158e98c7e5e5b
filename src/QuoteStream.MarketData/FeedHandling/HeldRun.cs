using System.Buffers;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Ticks of one line with consecutive numbers that wait for a hole before them. A heartbeat that shows a hole is a run without ticks.</summary>
/// <param name="first">Number of its first tick.</param>
/// <param name="line">Whose ticks they are: told of what becomes of them.</param>
/// <param name="since">Timestamp of its first tick's arrival: since then the holes before the run are known.</param>
internal sealed class HeldRun(ulong first, FeedLine line, long since)
{
    /// <summary>A message of a few ticks, whole.</summary>
    private const int InitialBytes = 1024;

    /// <summary>Below the size at which an array goes to the large object heap; a run that is full is followed by another.</summary>
    private const int MaxBytes = 65_536;

    private byte[] _bytes = [];
    private int _used;

    public ulong First { get; } = first;

    /// <summary>The number behind its last tick.</summary>
    public ulong End { get; private set; } = first;

    public FeedLine Line => line;

    /// <summary>What the line has in it: ticks, and heartbeats.</summary>
    public int Entries { get; private set; }

    public long Since => since;

    /// <summary>What it takes of the session's budget, used or not.</summary>
    public int Bytes => _bytes.Length;

    public ReadOnlySpan<byte> Ticks => _bytes.AsSpan(0, _used);

    /// <summary>Appends the next tick; false when that takes more than the budget.</summary>
    /// <param name="isFull">The run is as long as one may be: the tick belongs into a new one.</param>
    public bool TryAppend(in ProviderTick tick, long receiveTimeNanos, int budgetBytes, out bool isFull)
    {
        var size = HeldTick.SizeOf(tick);
        isFull = _used > 0 && _used + size > MaxBytes;
        if (isFull || (_bytes.Length - _used < size && !TryGrow(_used + size, budgetBytes)))
        {
            return false;
        }

        HeldTick.Write(tick, receiveTimeNanos, _bytes.AsSpan(_used, size));
        _used += size;
        End++;
        Entries++;
        return true;
    }

    public void AddHeartbeat() => Entries++;

    /// <summary>Gives its bytes back. The run is not used again.</summary>
    public void Return()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _used = 0;
    }

    private bool TryGrow(int atLeast, int budgetBytes)
    {
        var wanted = Math.Max(atLeast, Math.Max(InitialBytes, Math.Min(_bytes.Length * 2, MaxBytes)));
        if (wanted - _bytes.Length > budgetBytes)
        {
            return false;
        }

        // The pool's arrays are of powers of two: one that is larger than asked for counts as large as it is.
        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        if (larger.Length - _bytes.Length > budgetBytes)
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        Ticks.CopyTo(larger);
        var used = _used;
        Return();
        (_bytes, _used) = (larger, used);
        return true;
    }
}
