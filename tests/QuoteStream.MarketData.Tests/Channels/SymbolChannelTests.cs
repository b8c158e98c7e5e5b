using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class SymbolChannelTests
{
    private readonly SymbolTable _symbols = new(maxSymbols: 4, new TradingCalendar());
    private readonly SymbolChannel _channel;

    public SymbolChannelTests() => _channel = _symbols.GetOrAdd("AAPL"u8)!;

    public static TheoryData<ChangeKinds> Kinds => [ChangeKinds.Quote, ChangeKinds.Trade, ChangeKinds.Status];

    [Fact]
    public void Nothing_published_reads_as_the_empty_state_with_number_zero()
    {
        Assert.Equal(0, _channel.Sequence);
        Assert.Equal(0, _channel.Read(out var state));
        Assert.False(state.Nbbo.Bid.HasValue || state.LastSale.HasValue || state.High.HasValue || state.PreviousClose.HasValue);
        Assert.Equal(TradingState.Trading, state.TradingState);
    }

    [Fact]
    public void Each_publication_is_the_next_number_and_is_read_whole()
    {
        for (var number = 1L; number <= 5; number++)
        {
            _channel.Publish(ChangeKinds.Quote);
            Assert.Equal(number, _channel.Sequence);
            Assert.Equal(number, _channel.Read(out var state));
            PatternedQuote.AssertWhole(state, number);
        }
    }

    [Fact]
    public void Turn_with_nothing_to_show_moves_no_number_and_its_changes_come_with_the_next()
    {
        _channel.Publish(ChangeKinds.Quote);
        _channel.Enter().State = PatternedQuote.Of(2);
        _channel.Exit(ChangeKinds.None);
        Assert.Equal(1, _channel.Read(out var state));
        PatternedQuote.AssertWhole(state, 1);

        _channel.Enter();
        _channel.Exit(ChangeKinds.Quote);
        Assert.Equal(2, _channel.Read(out state));
        PatternedQuote.AssertWhole(state, 2);
    }

    [Fact]
    public void Reader_does_not_wait_for_a_writer_that_stopped_in_the_middle_of_its_turn()
    {
        _channel.Publish(ChangeKinds.Quote);
        _channel.Publish(ChangeKinds.Quote);
        var book = _channel.Enter();
        book.State = PatternedQuote.Of(3);

        Assert.Equal(2, _channel.Sequence);
        Assert.Equal(2, _channel.Read(out var state));
        PatternedQuote.AssertWhole(state, 2);
        _channel.Exit(ChangeKinds.Quote);
        Assert.Equal(3, _channel.Read(out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Waiter_is_woken_by_the_next_change_of_its_kind_and_once(ChangeKinds kind)
    {
        var waiter = new CountingWaiter();
        waiter.Arm(_channel, kind, seen: 0);
        Assert.True(_symbols.Changed.IsEmpty);

        _channel.Publish(kind);
        _channel.Publish(kind);
        Serve(expected: 1);
        Assert.Equal(1, waiter.Wakes);

        _channel.Publish(kind);
        Serve(expected: 0);
        Assert.Equal(1, waiter.Wakes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Waiter_that_arms_with_an_old_number_is_woken_without_another_change(ChangeKinds kind)
    {
        _channel.Publish(kind);
        var waiter = new CountingWaiter();
        waiter.Arm(_channel, kind, seen: 0);
        Serve(expected: 1);
        Assert.Equal(1, waiter.Wakes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Change_of_another_kind_wakes_nobody(ChangeKinds kind)
    {
        var waiter = new CountingWaiter();
        waiter.Arm(_channel, kind, seen: 0);
        foreach (var other in new[] { ChangeKinds.Trade, ChangeKinds.Status }.Where(other => other != kind && kind != ChangeKinds.Quote))
        {
            _channel.Publish(other);
        }

        Serve(expected: 0);
        Assert.Equal(0, waiter.Wakes);
    }

    [Fact]
    public void Change_of_a_second_kind_is_told_while_the_first_waits_to_be_served()
    {
        var quote = new CountingWaiter();
        var trade = new CountingWaiter();
        quote.Arm(_channel, ChangeKinds.Quote, seen: 0);
        trade.Arm(_channel, ChangeKinds.Trade, seen: 0);
        _channel.Publish(ChangeKinds.Quote);
        _channel.Publish(ChangeKinds.Trade);
        Serve(expected: 1);
        Assert.Equal((1, 1), (quote.Wakes, trade.Wakes));
    }

    [Fact]
    public void Symbol_that_nobody_waits_for_is_never_queued()
    {
        _channel.Publish(ChangeKinds.Quote | ChangeKinds.Trade | ChangeKinds.Status);
        Assert.True(_symbols.Changed.IsEmpty);
    }

    [Fact]
    public void Waiter_armed_in_its_own_wake_is_woken_by_the_next_change()
    {
        var waiter = new CountingWaiter();
        waiter.OnWake = () => waiter.Arm(_channel, ChangeKinds.Quote, _channel.Sequence);
        waiter.Arm(_channel, ChangeKinds.Quote, seen: 0);
        for (var number = 1; number <= 3; number++)
        {
            _channel.Publish(ChangeKinds.Quote);
            Serve(expected: 1);
            Assert.Equal(number, waiter.Wakes);
        }
    }

    [Fact]
    public void Abandoned_waiter_is_dropped_instead_of_woken()
    {
        var waiter = new CountingWaiter();
        waiter.Arm(_channel, ChangeKinds.Quote, seen: 0);
        _channel.Abandon(ChangeKinds.Quote, waiter);
        _channel.Publish(ChangeKinds.Quote);
        Serve(expected: 1);
        Assert.Equal(0, waiter.Wakes);
        Assert.Equal(0, _channel.CountWaitersForTest(ChangeKinds.Quote));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Silent_symbol_holds_few_nodes_of_a_hundred_thousand_that_came_and_went(ChangeKinds kind)
    {
        const int Living = 10, Goers = 100_000, MostDead = 64;
        var living = Enumerable.Range(0, Living).Select(_ => NewLiving(kind)).ToArray();
        var most = 0;
        for (var i = 0; i < Goers; i++)
        {
            var waiter = new CountingWaiter();
            waiter.Arm(_channel, kind, seen: 0);
            _channel.Abandon(kind, waiter);
            most = i % 101 == 0 ? Math.Max(most, _channel.CountWaitersForTest(kind)) : most;
            _symbols.Changed.WakeAll();
        }

        Assert.InRange(most, Living, Living + MostDead);

        // Now and then they were woken for nothing; a change still wakes each once for its one arm.
        var wakes = Array.ConvertAll(living, waiter => waiter.Wakes);
        _channel.Publish(kind);
        Serve(expected: 1);
        Assert.All(living, (waiter, i) => Assert.Equal((wakes[i] + 1, 0), (waiter.Wakes, waiter.Unasked)));
        Assert.InRange(wakes[0], 1, Goers / 32);
    }

    [Fact]
    public void Dead_nodes_stay_fewer_than_the_living_when_many_wait()
    {
        const int Living = 5_000;
        for (var i = 0; i < Living; i++)
        {
            NewLiving(ChangeKinds.Quote);
        }

        for (var i = 0; i < 50_000; i++)
        {
            var waiter = new CountingWaiter();
            waiter.Arm(_channel, ChangeKinds.Quote, seen: 0);
            _channel.Abandon(ChangeKinds.Quote, waiter);
            _symbols.Changed.WakeAll();
        }

        Assert.InRange(_channel.CountWaitersForTest(ChangeKinds.Quote), Living, (2 * Living) + 1);
    }

    // Waits, and waits again whenever it is woken.
    private CountingWaiter NewLiving(ChangeKinds kind)
    {
        var waiter = new CountingWaiter();
        waiter.OnWake = () => waiter.Arm(_channel, kind, NewestOf(kind));
        waiter.Arm(_channel, kind, NewestOf(kind));
        return waiter;
    }

    private long NewestOf(ChangeKinds kind) => kind switch
    {
        ChangeKinds.Trade => _channel.Trades.Newest,
        ChangeKinds.Status => _channel.StatusChanges.Newest,
        _ => _channel.Sequence,
    };

    private void Serve(int expected)
    {
        Assert.Equal(expected, _symbols.Changed.WakeAll());
        Assert.True(_symbols.Changed.IsEmpty);
    }
}
