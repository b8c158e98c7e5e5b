using QuoteStream.MarketData.Channels;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class TideHistoryTests
{
    private const int Small = 2 * TideHistory.BlockTides;
    private const long Slow = TideHistory.KeptNanos; // Each tide old enough to be overwritten when the next comes.

    private readonly List<long> _tides = [];

    [Theory]
    [InlineData(0, 256)]
    [InlineData(64, 256)]
    [InlineData(200, 256)]
    [InlineData(128, 200)]
    [InlineData(256, 128)]
    public void Capacities_must_be_powers_of_two_in_order(int initial, int max) =>
        Assert.Throws<ArgumentException>(() => new TideHistory(initial, max));

    [Fact]
    public void Empty_history_knows_that_nothing_was_published_and_costs_nothing()
    {
        var history = new TideHistory(Small, Small);
        Assert.True(history.TryFind(0, 5, out var number));
        Assert.Equal((0, 0), (number, history.Capacity));
    }

    [Theory]
    [InlineData(Small - 1)]
    [InlineData(Small)]
    [InlineData(Small + 1)]
    [InlineData((40 * Small) + 17)]
    public void Place_of_every_tide_that_is_held_is_found_however_often_it_was_lapped(int trades)
    {
        var history = new TideHistory(Small, Small);
        Fill(history, trades, Slow, i => 10 + (i * 3));
        AssertFindsAll(history, oldest: Math.Max(1, trades - Small + 1));
    }

    /// <summary>Two batches at once: the later number publishes first, in between, and last.</summary>
    [Fact]
    public void Tides_of_lines_that_publish_side_by_side_are_found_though_they_are_not_in_order()
    {
        var history = new TideHistory(Small, Small);
        long[] tides = [6, 5, 6, 5, 8, 7, 7, 9, 8, 12, 10, 11, 12];
        Fill(history, tides.Length, Slow, i => tides[i]);

        Assert.Equal([0, 4, 4, 7, 9, 9, 11, 12, 13], Enumerable.Range(4, 9).Select(tide => Find(history, tides.Length, tide)));
        Assert.Equal(4, Find(history, newest: 8, tide: 6)); // Those that came later do not count.
        AssertFindsAll(history, oldest: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_order_of_the_tides_the_answer_is_the_plain_one_or_none(int seed)
    {
        var random = new Random(seed);
        var history = new TideHistory(Small, 4 * Small);
        Fill(history, 3_000, Slow / 300, i => 1 + (i / 4) + random.Next(30));
        AssertFindsAll(history, oldest: 3_000 - history.Capacity + 1);
    }

    [Fact]
    public void Whoever_was_there_before_the_first_trade_lacks_them_all_however_many_there_were()
    {
        var history = new TideHistory(Small, Small);
        Fill(history, 100 * Small, 0, i => 50 + i);
        Assert.Equal(0, Find(history, 100 * Small, 49));
        Assert.False(history.TryFind(100 * Small, 50, out _));
    }

    [Fact]
    public void History_grows_while_tides_are_young_and_not_beyond_its_largest()
    {
        var history = new TideHistory(Small, 4 * Small);
        Fill(history, Small - 1, 0, i => i + 1);
        Assert.Equal(Small, history.Capacity);
        Fill(history, 1, 0, i => i + 1);
        Assert.Equal(2 * Small, history.Capacity);
        Fill(history, (4 * Small) - 1 - Small, 0, i => i + 1);
        Assert.Equal(4 * Small, history.Capacity);
        AssertFindsAll(history, oldest: 1);
        Fill(history, 40 * Small, 0, i => i + 1);
        Assert.Equal(4 * Small, history.Capacity);
        AssertFindsAll(history, oldest: _tides.Count - (4 * Small) + 1);
    }

    [Fact]
    public void Burst_after_a_long_silence_overwrites_no_tide_younger_than_is_kept()
    {
        var history = new TideHistory(Small, 64 * Small);
        Fill(history, Small + (Small / 2) + 5, Slow, i => i + 1); // In the middle of a slow lap, and of a block.
        var before = _tides.Count;
        var now = before * Slow;
        for (var i = 0; i < 20 * Small; i++)
        {
            Append(history, before + i + 1, now + i);
        }

        Assert.All(Enumerable.Range(before + 1, 20 * Small), number => Assert.Equal(number, Find(history, _tides.Count, number)));
    }

    [Fact]
    public void Slow_symbol_keeps_its_small_history()
    {
        var history = new TideHistory(Small, 64 * Small);
        Fill(history, 5_000, Slow / (Small - TideHistory.BlockTides), i => i + 1);
        Assert.Equal(Small, history.Capacity);
    }

    [Fact]
    public void Neither_a_grown_history_nor_looking_into_it_allocates()
    {
        var history = new TideHistory(Small, 2 * Small);
        Fill(history, 4 * Small, 0, i => i + 1);
        var number = 4L * Small;
        AllocationAssert.None(() =>
        {
            history.Append(++number, number, 0);
            history.TryFind(number, number - Small, out _);
        });
    }

    private void Fill(TideHistory history, int count, long stepNanos, Func<int, long> tideOf)
    {
        for (var i = 0; i < count; i++)
        {
            Append(history, tideOf(_tides.Count), _tides.Count * stepNanos);
        }
    }

    private void Append(TideHistory history, long tide, long nowNanos)
    {
        _tides.Add(tide);
        history.Append(_tides.Count, tide, nowNanos);
    }

    private static long Find(TideHistory history, long newest, long tide)
    {
        Assert.True(history.TryFind(newest, tide, out var number));
        return number;
    }

    // Against the definition: the newest trade whose tide is not above. Known if it is held, or if there never was one.
    private void AssertFindsAll(TideHistory history, long oldest)
    {
        for (var tide = _tides.Min() - 2; tide <= _tides.Max() + 2; tide++)
        {
            var place = _tides.FindLastIndex(other => other <= tide) + 1;
            var isKnown = history.TryFind(_tides.Count, tide, out var number);
            Assert.True(isKnown == (place == 0 || place >= oldest), $"Tide {tide}: place {place}, known {isKnown}, oldest {oldest}.");
            Assert.True(!isKnown || number == place, $"Tide {tide}: {number} instead of {place}.");
        }
    }
}
