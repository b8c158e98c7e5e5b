namespace QuoteStream.LoadTests.Measuring;

/// <summary>What a histogram had counted at a moment. Immutable.</summary>
internal sealed class HistogramSnapshot
{
    private readonly long[] _counts;
    private readonly long _sum;

    public HistogramSnapshot(long[] counts, long sum, long min, long max)
    {
        _counts = counts;
        _sum = sum;
        Count = counts.Sum();
        Min = Count == 0 ? 0 : min;
        Max = max;
    }

    public long Count { get; }

    public long Sum => _sum;

    public long Min { get; }

    public long Max { get; }

    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    public double StandardDeviation
    {
        get
        {
            double mean = Mean;
            double squares = _counts.Select((count, i) => count == 0 ? 0 : count * Math.Pow(ValueHistogram.ValueOf(i) - mean, 2)).Sum();
            return Count == 0 ? 0 : Math.Sqrt(squares / Count);
        }
    }

    /// <summary>What was counted since an earlier moment; its least and greatest value to the bucket.</summary>
    public HistogramSnapshot Since(HistogramSnapshot earlier)
    {
        long[] counts = new long[_counts.Length];
        int first = -1;
        int last = -1;
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = _counts[i] - earlier._counts[i];
            if (counts[i] > 0)
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        return new HistogramSnapshot(
            counts, _sum - earlier._sum, first < 0 ? 0 : ValueHistogram.ValueOf(first), last < 0 ? 0 : Math.Min(ValueHistogram.ValueOf(last), Max));
    }

    /// <summary>The least value that at least this share of all values does not exceed; 0 where there is none.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    public long Percentile(double percent)
    {
        if (Count == 0)
        {
            return 0;
        }

        long rank = Math.Clamp((long)Math.Ceiling(Count * percent / 100), 1, Count);
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Clamp(ValueHistogram.ValueOf(i), Min, Math.Max(Min, Max));
            }
        }

        return Max;
    }
}
