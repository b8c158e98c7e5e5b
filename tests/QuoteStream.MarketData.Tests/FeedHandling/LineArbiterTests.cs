using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class LineArbiterTests
{
    private readonly LineArbiter _arbiter = new();

    [Fact]
    public void Numbers_that_follow_each_other_are_in_order()
    {
        for (ulong number = 1; number < 100; number++)
        {
            Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(number));
        }

        Assert.Equal(100UL, _arbiter.NextSequence);
    }

    [Fact]
    public void Session_begins_with_number_1_or_where_it_is_joined()
    {
        Assert.False(_arbiter.HasBegun);
        Assert.Equal(LineVerdict.Ahead, _arbiter.Accept(7_000));
        Assert.False(_arbiter.HasBegun);
        _arbiter.SkipTo(7_000);
        Assert.True(_arbiter.HasBegun);
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(7_000));

        var other = new LineArbiter();
        other.Accept(1);
        Assert.True(other.HasBegun);

        var told = new LineArbiter();
        told.SkipTo(1);
        Assert.True(told.HasBegun);
        Assert.Equal(1UL, told.NextSequence);
    }

    [Fact]
    public void Number_seen_before_or_before_the_first_one_is_a_duplicate()
    {
        _arbiter.SkipTo(10);
        _arbiter.Accept(10);
        _arbiter.Accept(11);
        Assert.All([0UL, 1UL, 9UL, 10UL, 11UL], number => Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(number)));
        Assert.Equal(12UL, _arbiter.NextSequence);
    }

    [Fact]
    public void Later_number_is_ahead_until_those_before_it_have_come_or_are_given_up()
    {
        _arbiter.Accept(1);
        Assert.Equal(LineVerdict.Ahead, _arbiter.Accept(3));
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(2));
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(3));
        Assert.Equal(LineVerdict.Ahead, _arbiter.Accept(6));
        _arbiter.SkipTo(6);
        Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(5));
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(6));
    }

    [Fact]
    public void Number_whose_first_copy_is_held_is_not_taken_from_another()
    {
        _arbiter.Accept(1);
        _arbiter.HeldFrom = 3;
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(2));
        Assert.Equal(LineVerdict.Ahead, _arbiter.Accept(3));
        _arbiter.SkipTo(4);
        _arbiter.HeldFrom = ulong.MaxValue;
        Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(3));
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(4));
    }

    [Fact]
    public void Skipping_never_goes_back()
    {
        _arbiter.SkipTo(100);
        _arbiter.SkipTo(50);
        Assert.Equal(100UL, _arbiter.NextSequence);
    }

    [Fact]
    public void Numbering_does_not_begin_anew_after_the_last_number_there_is()
    {
        _arbiter.SkipTo(ulong.MaxValue - 1);
        Assert.Equal(LineVerdict.InOrder, _arbiter.Accept(ulong.MaxValue - 1));
        foreach (var number in new[] { ulong.MaxValue, 0UL, 1UL, 2UL, ulong.MaxValue })
        {
            Assert.Equal(LineVerdict.Duplicate, _arbiter.Accept(number));
        }

        Assert.Equal(ulong.MaxValue, _arbiter.NextSequence);
    }
}
