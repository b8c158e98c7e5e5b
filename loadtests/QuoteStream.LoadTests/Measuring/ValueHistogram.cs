using System.Numerics;

namespace QuoteStream.LoadTests.Measuring;

/// <summary>Counts values in buckets whose width grows with them, so that each is known to one part in 1,024, in constant memory.</summary>
/// <remarks>
/// As in HDR histograms (http://hdrhistogram.org). Any number of writers and one reader at a time; a reader sees each value at some point.
/// </remarks>
internal sealed class ValueHistogram
{
    /// <summary>Larger values count as this: 1.9 hours in units of 100 ns, 64 GiB in bytes.</summary>
    public const long MaxValue = (1L << 36) - 1;

    // Values below are exact; each power of two above has half as many buckets.
    private const int ExactBits = 11;
    private const int ExactCount = 1 << ExactBits;
    private const int HalfCount = ExactCount / 2;
    private const int BucketCount = ExactCount + ((36 - ExactBits) * HalfCount);

    private readonly long[] _counts = new long[BucketCount];
    private long _sum;
    private long _min = long.MaxValue;
    private long _max;

    public void Record(long value)
    {
        value = Math.Clamp(value, 0, MaxValue);

        // Writers are many: a count and a sum may be seen a moment apart, never lost.
        Interlocked.Increment(ref _counts[IndexOf(value)]);
        Interlocked.Add(ref _sum, value);
        Lower(ref _min, value);
        Raise(ref _max, value);
    }

    /// <summary>What was recorded up to now.</summary>
    public HistogramSnapshot Snapshot() =>
        new([.. _counts], Interlocked.Read(ref _sum), Interlocked.Read(ref _min), Interlocked.Read(ref _max));

    /// <summary>The largest value that is counted in a bucket.</summary>
    internal static long ValueOf(int index)
    {
        if (index < ExactCount)
        {
            return index;
        }

        int shift = ((index - ExactCount) / HalfCount) + 1;
        long top = HalfCount + ((index - ExactCount) % HalfCount);
        return ((top + 1) << shift) - 1;
    }

    internal static int IndexOf(long value)
    {
        if (value < ExactCount)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - ExactBits + 1;
        return ExactCount + ((shift - 1) * HalfCount) + (int)((value >> shift) - HalfCount);
    }

    private static void Lower(ref long target, long value)
    {
        long seen = Volatile.Read(ref target);
        while (value < seen)
        {
            // Another writer came first: it may have been lower still.
            long before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private static void Raise(ref long target, long value)
    {
        long seen = Volatile.Read(ref target);
        while (value > seen)
        {
            // As above.
            long before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
