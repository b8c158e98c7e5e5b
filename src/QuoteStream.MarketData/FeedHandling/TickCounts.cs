using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What became of ticks, as plain numbers.</summary>
/// <remarks>One writer at a time; readers may see one counter a moment before another.</remarks>
public sealed class TickCounts
{
    private readonly long[] _appliedByKind = new long[(int)TickKind.Reference + 1];

    public long Duplicates { get; internal set; }

    public long Rejected { get; internal set; }

    /// <summary>Applied trades and corrections whose price was too far from the last sale to count before it is confirmed.</summary>
    public long Suspicious { get; internal set; }

    /// <summary>Times that numbers were missing.</summary>
    public long Gaps { get; internal set; }

    /// <summary>How many numbers were missing; stays at its maximum rather than wrap.</summary>
    public long Missing { get; internal set; }

    public long Applied
    {
        get
        {
            long sum = 0;
            foreach (var count in _appliedByKind)
            {
                sum += count;
            }

            return sum;
        }
    }

    public long AppliedOf(TickKind kind) => _appliedByKind[(int)kind];

    internal void CountApplied(TickKind kind) => _appliedByKind[(int)kind]++;

    internal void Add(TickCounts other)
    {
        for (var kind = 0; kind < _appliedByKind.Length; kind++)
        {
            _appliedByKind[kind] += other._appliedByKind[kind];
        }

        Duplicates += other.Duplicates;
        Rejected += other.Rejected;
        Suspicious += other.Suspicious;
        Gaps += other.Gaps;
        AddMissing((ulong)other.Missing);
    }

    internal void CountGap(in SequenceGap gap)
    {
        Gaps++;
        AddMissing(gap.Last - gap.First + 1);
    }

    private void AddMissing(ulong missing) => Missing = (long)Math.Min((ulong)Missing + Math.Min(missing, long.MaxValue), long.MaxValue);
}
