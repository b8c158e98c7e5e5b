using QuoteStream.Feeds.Iex;

namespace QuoteStream.Feeds.Tests.Iex;

public sealed class PriceLevelsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_best_is_what_a_sorted_dictionary_finds(bool isBuy)
    {
        const int Seed = 20170425;
        var random = new Random(Seed);
        var pool = new PriceLevelPool();
        var levels = new PriceLevels(pool, isBuy);
        var plain = new SortedDictionary<long, uint>();
        for (int i = 0; i < 200_000; i++)
        {
            if (random.Next(20_000) == 0)
            {
                levels.Clear();
                plain.Clear();
            }

            // Few prices far apart at times, many close together at others; the least and the greatest number among them.
            long price = random.Next(50) switch { 0 => long.MaxValue, 1 => long.MinValue, < 10 => random.Next(2_000) * 1_000L, _ => random.Next(40) };
            uint size = random.Next(3) == 0 ? 0 : (uint)random.Next(1, 1_000);
            Assert.True(levels.TrySet(price, size));
            if (size == 0)
            {
                plain.Remove(price);
            }
            else
            {
                plain[price] = size;
            }

            levels.Best(out long bestPrice, out uint bestSize);
            Assert.Equal(plain.Count, levels.Count);
            KeyValuePair<long, uint> best = plain.Count == 0 ? default : isBuy ? plain.Last() : plain.First();
            Assert.True((best.Key, best.Value) == (bestPrice, bestSize), $"Seed {Seed}, step {i}.");
        }
    }

    [Fact]
    public void A_full_side_gives_up_its_worst_price()
    {
        var levels = new PriceLevels(new PriceLevelPool(), isBuy: false);
        for (int i = 0; i < PriceLevels.MaxLevels; i++)
        {
            Assert.True(levels.TrySet(1_000 + i, 1));
        }

        Assert.False(levels.TrySet(1_000_000, 1));
        Assert.False(levels.TrySet(999, 7));
        Assert.True(levels.TrySet(1_000 + PriceLevels.MaxLevels - 1, 0));

        levels.Best(out long price, out uint size);
        Assert.Equal((999, 7u, PriceLevels.MaxLevels), (price, size, levels.Count));
    }

    [Fact]
    public void All_books_together_are_bounded()
    {
        var pool = new PriceLevelPool();
        long lent = 0;
        while (pool.TryRent(PriceLevels.MaxLevels, out PriceLevel[] array))
        {
            lent += array.Length;
        }

        Assert.Equal(4 * 1024 * 1024, lent);
        Assert.False(new PriceLevels(pool, isBuy: true).TrySet(1, 1));
    }
}
