using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;

namespace QuoteStream.LoadTests.Tests.Running;

public sealed class ArrivalsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(10, 1, 3, 30)]
    [InlineData(7, 2, 4, 14)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1000, 1, 2, 2000)]
    public void A_constant_rate_is_even(int rate, int intervalSeconds, int seconds, int expected)
    {
        TimeSpan[] dues = Of(Simulation.Inject(rate, intervalSeconds * Second, seconds * Second));

        Assert.Equal(expected, dues.Length);
        Assert.Equal(TimeSpan.Zero, dues[0]);
        Assert.All(dues.Zip(dues.Skip(1)), pair => Assert.Equal((double)intervalSeconds / rate, (pair.Second - pair.First).TotalSeconds, 6));
    }

    [Theory]
    [InlineData(0, 100, 500)]
    [InlineData(100, 0, 500)]
    [InlineData(50, 150, 1000)]
    [InlineData(100, 100, 1000)]
    public void A_ramp_has_as_many_as_the_area_under_it_and_they_thicken_with_the_rate(int before, int rate, int expected)
    {
        TimeSpan[] dues = [.. Arrivals.Of(Simulation.RampingInject(rate, Second, 10 * Second), before, new Random(1))];

        Assert.InRange(dues.Length, expected - 1, expected);
        Assert.Equal(dues.Order(), dues);
        Assert.InRange(dues[^1], TimeSpan.Zero, 10 * Second);

        // A quarter of the time from the start, the area is before/4 + (rate - before)/32 of the whole time.
        double quarter = 10 * ((before / 4.0) + ((rate - before) / 32.0));
        Assert.InRange(dues.Count(d => d <= 2.5 * Second), quarter - 1.5, quarter + 1.5);
    }

    [Fact]
    public void A_drawn_rate_stays_within_its_bounds_in_every_interval_and_comes_again_with_the_seed()
    {
        LoadSimulation simulation = Simulation.InjectRandom(5, 20, Second, 50 * Second);

        TimeSpan[] dues = Of(simulation);

        int[] rates = [.. dues.GroupBy(d => (int)d.TotalSeconds).Select(g => g.Count())];
        Assert.Equal(50, rates.Length);
        Assert.All(rates, rate => Assert.InRange(rate, 5, 20));
        Assert.True(rates.Distinct().Count() > 3);
        Assert.Equal(dues, Of(simulation));
    }

    [Fact]
    public void Counted_iterations_end_when_they_have_begun() =>
        Assert.Equal(1234, Of(Simulation.IterationsForInject(100, Second, 1234)).Length);

    private static TimeSpan[] Of(LoadSimulation simulation) => [.. Arrivals.Of(simulation, 0, new Random(1))];
}
