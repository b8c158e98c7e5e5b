using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class LineArbiterTests
{
    private readonly LineArbiter _arbiter = new();

    [Fact]
    public void Numbers_that_follow_each_other_are_in_order_whatever_the_first_one_is()
    {
        for (ulong number = 7_000; number < 7_100; number++)
        {
            Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(number));
        }

        Assert.Equal(7_100UL, _arbiter.NextSequence);
    }

    [Fact]
    public void Number_seen_before_or_before_the_first_one_is_a_duplicate()
    {
        _arbiter.Accept(10);
        _arbiter.Accept(11);
        Assert.All([1UL, 9UL, 10UL, 11UL], number => Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(number)));
        Assert.Equal(12UL, _arbiter.NextSequence);
    }

    [Fact]
    public void Later_number_is_taken_and_tells_which_are_missing()
    {
        _arbiter.Accept(10);
        Assert.Equal(LineVerdict.AfterGap, _arbiter.Accept(15));
        Assert.Equal(new SequenceGap(11, 14), _arbiter.LatestGap);
        Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(12));
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(16));
    }

    [Fact]
    public void Heartbeat_shows_numbers_that_never_came_once()
    {
        _arbiter.Accept(1);
        Assert.False(_arbiter.ExpectNext(2));
        Assert.False(_arbiter.ExpectNext(1));
        Assert.True(_arbiter.ExpectNext(5));
        Assert.Equal(new SequenceGap(2, 4), _arbiter.LatestGap);
        Assert.False(_arbiter.ExpectNext(5));
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(5));
    }

    [Fact]
    public void Heartbeat_before_the_first_tick_says_where_the_session_begins()
    {
        Assert.False(_arbiter.ExpectNext(100));
        Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(99));
        Assert.Equal(LineVerdict.AfterGap, _arbiter.Accept(101));
        Assert.Equal(new SequenceGap(100, 100), _arbiter.LatestGap);
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) - 1)]
    [InlineData(ulong.MaxValue - 2)]
    public void Wild_jump_is_one_gap(ulong far)
    {
        _arbiter.Accept(1);
        Assert.Equal(LineVerdict.AfterGap, _arbiter.Accept(far));
        Assert.Equal(new SequenceGap(2, far - 1), _arbiter.LatestGap);
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(far + 1));
        Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(5));
    }

    [Fact]
    public void Numbering_does_not_begin_anew_after_the_last_number_there_is()
    {
        _arbiter.Accept(ulong.MaxValue - 1);
        foreach (var number in new[] { ulong.MaxValue, 0UL, 1UL, 2UL, ulong.MaxValue })
        {
            Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(number));
        }

        Assert.Equal(ulong.MaxValue, _arbiter.NextSequence);
    }

    // Two lines of one feed, each losing numbers of its own, in any interleaving: every number is taken once or told to be missing.
    [Fact]
    public void Every_number_is_taken_once_or_missing()
    {
        const int Last = 2_000;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 50; run++)
        {
            var arbiter = new LineArbiter();
            arbiter.Accept(1);
            var taken = new int[Last + 2];
            taken[1] = 1;
            ulong[] next = [2, 2];
            while (next[0] <= Last || next[1] <= Last)
            {
                var line = random.Next(2);
                var number = next[line]++;
                if (number > Last || random.Next(20) == 0)
                {
                    continue;
                }

                var verdict = arbiter.Accept(number);
                taken[number] += verdict == LineVerdict.Duplicate ? 0 : 1;
                for (var n = arbiter.LatestGap.First; verdict == LineVerdict.AfterGap && n <= arbiter.LatestGap.Last; n++)
                {
                    taken[n]++;
                }
            }

            Assert.True(taken[1..(int)arbiter.NextSequence].All(times => times == 1), $"seed {seed}, run {run}");
        }
    }
}
