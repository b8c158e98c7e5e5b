using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Tests.Publishing;

public sealed class LatenessTests
{
    [Fact]
    public void Percentiles_are_right_to_an_eighth_and_the_largest_exactly()
    {
        var lateness = new Lateness();
        for (int micros = 1; micros <= 10_000; micros++)
        {
            lateness.Record(TimeSpan.FromMicroseconds(micros));
        }

        Assert.Equal(10_000, lateness.Count);
        Assert.InRange(lateness.Percentile(0.5).TotalMicroseconds, 5_000, 5_000 * 1.125);
        Assert.InRange(lateness.Percentile(0.99).TotalMicroseconds, 9_900, 10_000);
        Assert.Equal(10_000, lateness.Max.TotalMicroseconds);
        Assert.Equal(lateness.Max, lateness.Percentile(1));
    }

    [Fact]
    public void Any_time_has_its_place()
    {
        foreach (TimeSpan time in new[] { TimeSpan.Zero, TimeSpan.FromMicroseconds(7), TimeSpan.FromMicroseconds(8), TimeSpan.FromDays(1), TimeSpan.MaxValue })
        {
            var lateness = new Lateness();
            lateness.Record(time);

            Assert.Equal(time, lateness.Percentile(0.5));
        }
    }

    [Fact]
    public void What_is_early_is_not_late()
    {
        var lateness = new Lateness();
        lateness.Record(TimeSpan.FromSeconds(-1));

        Assert.Equal((1, TimeSpan.Zero), (lateness.Count, lateness.Max));
    }
}
