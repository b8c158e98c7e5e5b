using QuoteStream.Feeds.Itch;

namespace QuoteStream.Feeds.Tests.Itch;

public sealed class MatchLogTests
{
    [Fact]
    public void Trades_are_found_whether_their_numbers_came_in_order_or_a_little_late()
    {
        var random = new Random(7);
        var log = new MatchLog();
        ulong[] matches = [.. Enumerable.Range(0, 50_000).Select(i => (ulong)i * 3)];
        for (int i = 0; i < matches.Length; i += 100)
        {
            random.Shuffle(matches.AsSpan(i, 100));
        }

        foreach (ulong match in matches)
        {
            log.Add(match, (int)(match % 65_536));
        }

        Assert.All(matches, match => Assert.True(log.TryFind(match, out int stock) && stock == (int)(match % 65_536)));
        Assert.False(log.TryFind(1, out _));
        Assert.False(log.TryFind(ulong.MaxValue, out _));
    }

    [Fact]
    public void A_number_that_comes_twice_or_far_too_late_changes_nothing()
    {
        var log = new MatchLog();
        for (ulong match = 10; match < 10 + (2 * MatchLog.MaxLateness); match++)
        {
            log.Add(match, 1);
        }

        log.Add(10 + (2 * MatchLog.MaxLateness) - 1, 2);
        log.Add(11, 2);
        log.Add(1, 2);

        Assert.True(log.TryFind(11, out int stock));
        Assert.Equal(1, stock);
        Assert.False(log.TryFind(1, out _));
    }

    [Fact]
    public void Of_too_many_trades_the_oldest_are_forgotten()
    {
        const int MaxTrades = 1 << 14;
        var log = new MatchLog(MaxTrades);
        for (ulong match = 0; match <= MaxTrades; match++)
        {
            log.Add(match, 3);
        }

        Assert.False(log.TryFind(0, out _));
        Assert.True(log.TryFind(MaxTrades / 2, out _));
        Assert.True(log.TryFind(MaxTrades, out _));
        log.Clear();
        Assert.False(log.TryFind(MaxTrades, out _));
    }
}
