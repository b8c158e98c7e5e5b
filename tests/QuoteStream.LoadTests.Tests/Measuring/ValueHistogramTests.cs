using QuoteStream.LoadTests.Measuring;

namespace QuoteStream.LoadTests.Tests.Measuring;

public sealed class ValueHistogramTests
{
    [Fact]
    public void Every_value_is_in_a_bucket_that_is_at_most_one_part_in_1024_too_high()
    {
        var random = new Random(1);
        IEnumerable<long> edges = Enumerable.Range(0, 36).SelectMany(bit => new[] { (1L << bit) - 1, 1L << bit, (1L << bit) + 1 });
        foreach (long value in edges.Concat(Enumerable.Range(0, 100_000).Select(_ => random.NextInt64(1L << random.Next(1, 37)))))
        {
            long told = ValueHistogram.ValueOf(ValueHistogram.IndexOf(value));

            Assert.InRange(told, value, value + (value / 1024));
        }
    }

    [Fact]
    public void Buckets_follow_each_other_without_a_hole()
    {
        int last = ValueHistogram.IndexOf(ValueHistogram.MaxValue);
        for (int i = 0; i < last; i++)
        {
            Assert.Equal(i, ValueHistogram.IndexOf(ValueHistogram.ValueOf(i)));
            Assert.Equal(i + 1, ValueHistogram.IndexOf(ValueHistogram.ValueOf(i) + 1));
        }
    }

    [Fact]
    public void Quantiles_are_those_of_the_sorted_values()
    {
        var random = new Random(2);
        long[] values = [.. Enumerable.Range(0, 10_007).Select(_ => (long)Math.Exp(random.NextDouble() * 20))];
        var histogram = new ValueHistogram();
        Array.ForEach(values, histogram.Record);
        Array.Sort(values);

        HistogramSnapshot snapshot = histogram.Snapshot();

        Assert.Equal((values.Length, values.Sum(), values[0], values[^1]), ((int)snapshot.Count, snapshot.Sum, snapshot.Min, snapshot.Max));
        foreach (double percent in new[] { 0.001, 1, 50, 75, 90, 99, 99.9, 99.99, 100 })
        {
            long exact = values[(int)Math.Ceiling(values.Length * percent / 100) - 1];
            Assert.InRange(snapshot.Percentile(percent), exact, exact + (exact / 1024));
        }
    }

    [Fact]
    public void An_interval_holds_what_came_in_it()
    {
        var histogram = new ValueHistogram();
        histogram.Record(1_000_000);
        HistogramSnapshot before = histogram.Snapshot();
        histogram.Record(10);
        histogram.Record(20);

        HistogramSnapshot interval = histogram.Snapshot().Since(before);

        Assert.Equal((2, 30, 10, 20), (interval.Count, interval.Sum, interval.Min, interval.Max));
        Assert.Equal(10, interval.Percentile(50));
        Assert.Equal(0, before.Since(before).Percentile(99));
    }

    [Fact]
    public void What_cannot_be_is_the_nearest_that_can()
    {
        var histogram = new ValueHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        HistogramSnapshot snapshot = histogram.Snapshot();

        Assert.Equal((0, ValueHistogram.MaxValue), (snapshot.Min, snapshot.Max));
        Assert.Equal(ValueHistogram.MaxValue, snapshot.Percentile(100));
    }

    [Fact]
    public void Nothing_is_lost_between_threads()
    {
        var histogram = new ValueHistogram();

        Parallel.For(0, 8, thread =>
        {
            for (int i = 1; i <= 20_000; i++)
            {
                histogram.Record((thread * 20_000L) + i);
            }
        });

        HistogramSnapshot snapshot = histogram.Snapshot();
        Assert.Equal((160_000, 160_000L * 160_001 / 2, 1, 160_000), (snapshot.Count, snapshot.Sum, snapshot.Min, snapshot.Max));
    }
}
