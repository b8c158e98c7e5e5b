using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Tests.Simulator;

public sealed class SimulatorRandomTests
{
    private const int Draws = 1_000_000;

    private readonly SimulatorRandom _random = new(42);

    [Fact]
    public void A_seed_gives_the_numbers_that_the_algorithm_has_for_it()
    {
        // splitmix64 and xoshiro256** of seed 0, computed from their definitions with Python's integers.
        var random = new SimulatorRandom(0);

        Assert.Equal(
            [0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C],
            new[] { random.NextBits(), random.NextBits(), random.NextBits(), random.NextBits() });
    }

    [Fact]
    public void Units_are_spread_evenly()
    {
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => _random.NextUnit())];

        Assert.All(drawn, u => Assert.InRange(u, 0, 1 - double.Epsilon));
        Assert.Equal(0.5, drawn.Average(), 0.002);
        Assert.Equal(1 / 12.0, drawn.Average(u => (u - 0.5) * (u - 0.5)), 0.001);
    }

    [Fact]
    public void Decay_is_the_exponential_function()
    {
        for (double lives = 0; lives < 45; lives += 0.01)
        {
            Assert.Equal(Math.Exp(-lives), SimulatorRandom.Decay(lives), Math.Exp(-lives) * 1e-5 + 1e-15);
        }
    }

    [Fact]
    public void Waiting_times_are_exponential()
    {
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => _random.NextExponential())];

        Assert.All(drawn, e => Assert.InRange(e, 0, 40));
        Assert.Equal(1, drawn.Average(), 0.005);
        Assert.Equal(Math.Exp(-1), drawn.Count(e => e > 1) / (double)Draws, 0.002);
        Assert.Equal(Math.Exp(-5), drawn.Count(e => e > 5) / (double)Draws, 0.0005);
    }

    [Fact]
    public void Shocks_have_no_direction_and_a_variance_of_one()
    {
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => _random.NextGaussian())];

        Assert.All(drawn, g => Assert.InRange(g, -3.5, 3.5));
        Assert.Equal(0, drawn.Average(), 0.005);
        Assert.Equal(1, drawn.Average(g => g * g), 0.01);
    }

    [Fact]
    public void Bounds_are_kept_and_reached()
    {
        int[] below = [.. Enumerable.Range(0, 10_000).Select(_ => _random.NextBelow(6)).Distinct().Order()];
        int[] halving = [.. Enumerable.Range(0, 10_000).Select(_ => _random.NextHalving(3)).Distinct().Order()];

        Assert.Equal([0, 1, 2, 3, 4, 5], below);
        Assert.Equal([0, 1, 2, 3], halving);
    }

    [Fact]
    public void Weights_are_followed()
    {
        double[] weights = [1, 2, 3, 0.5, 13.5, 5];
        var choice = new WeightedChoice(weights);
        var counts = new int[weights.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[choice.Next(_random)]++;
        }

        Assert.All(counts.Zip(weights), c => Assert.Equal(c.Second / 25, c.First / (double)Draws, 0.003));
    }
}
