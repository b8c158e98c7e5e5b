using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class SeveralProvidersTests
{
    private readonly TestMarket _market = new(new FeedHandlingOptions
    {
        Providers =
        [
            new ProviderRule { Provider = "first", Priority = 10 },
            new ProviderRule { Provider = "second", Priority = 5 },
            new ProviderRule { Provider = "other" },
        ],
    });

    [Fact]
    public void Venue_of_a_dead_provider_leaves_the_nbbo_at_once_and_is_named()
    {
        var dying = _market.Open(provider: "first");
        using var living = _market.Open(provider: "other");
        TestMarket.Apply(dying, _market.Quote("AAPL", 100, 5, 110, 5));
        TestMarket.Apply(living, _market.Quote("AAPL", 99, 7, 111, 7, venue: "ARCX"));
        Assert.Equal("1", _market.State("AAPL").Nbbo.Bid.ToString());

        dying.Dispose();
        var state = _market.State("AAPL");
        Assert.Equal(("0.99", "1.11", false), (state.Nbbo.Bid.ToString(), state.Nbbo.Ask.ToString(), state.IsStale));
        Assert.Equal(["None XNAS"], Changes("AAPL"));

        using var back = _market.Open(provider: "first");
        TestMarket.Apply(back, _market.Quote("AAPL", 101, 5, 109, 5));
        Assert.Equal("1.01", _market.State("AAPL").Nbbo.Bid.ToString());
        Assert.Equal(["None XNAS", "None "], Changes("AAPL"));
    }

    [Fact]
    public void Symbol_is_stale_where_its_nbbo_needs_the_stale_venue()
    {
        var dying = _market.Open(provider: "first");
        using var living = _market.Open(provider: "other");
        TestMarket.Apply(dying, _market.Quote("AAPL", 100, 5, 110, 5));
        TestMarket.Apply(living, _market.Quote("AAPL", 99, 7, 0, 0, venue: "ARCX"));
        dying.Dispose();
        var state = _market.State("AAPL");
        Assert.Equal(("0.99", "1.1", StaleReason.FeedDown), (state.Nbbo.Bid.ToString(), state.Nbbo.Ask.ToString(), state.StaleReason));
        Assert.Equal(["FeedDown XNAS"], Changes("AAPL"));

        TestMarket.Apply(living, _market.Quote("AAPL", 99, 7, 111, 7, venue: "ARCX"));
        state = _market.State("AAPL");
        Assert.Equal(("1.11", false), (state.Nbbo.Ask.ToString(), state.IsStale));
        Assert.Equal("None XNAS", Changes("AAPL")[^1]);
    }

    [Fact]
    public void Last_sale_of_a_dead_provider_of_trades_is_stale_until_a_live_one_prints()
    {
        var trades = _market.Open(provider: "first");
        using var quotes = _market.Open(provider: "other");
        TestMarket.Apply(quotes, _market.Quote("AAPL", 100, 5, 110, 5));
        TestMarket.Apply(trades, _market.Trade("AAPL", 105, 5, venue: "ARCX"));
        trades.Dispose();
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
        TestMarket.Apply(quotes, _market.Quote("AAPL", 101, 5, 109, 5));
        Assert.Equal(StaleReason.FeedDown, _market.State("AAPL").StaleReason);
        TestMarket.Apply(quotes, _market.Trade("AAPL", 106, 5));
        Assert.False(_market.State("AAPL").IsStale);
        Assert.Equal(["FeedDown ", "None "], Changes("AAPL"));
    }

    [Fact]
    public void Without_any_quote_the_provider_that_ticked_last_decides()
    {
        var first = _market.Open(provider: "first");
        var other = _market.Open(provider: "other");
        TestMarket.Apply(first, _market.Trade("AAPL", 105, 5));
        TestMarket.Apply(other, _market.Trade("AAPL", 106, 5, venue: "ARCX"));
        first.Dispose();
        Assert.False(_market.State("AAPL").IsStale);
        other.Dispose();
        Assert.True(_market.State("AAPL").IsStale);
    }

    [Fact]
    public void Second_provider_of_a_venue_takes_over_when_the_first_dies_and_steps_back_when_it_lives()
    {
        var first = _market.Open(provider: "first");
        using var second = _market.Open(provider: "second");
        TestMarket.Apply(first, _market.Quote("AAPL", 100, 5, 110, 5));
        TestMarket.Apply(first, _market.Trade("AAPL", 105, 5, id: "1"));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(second, _market.Quote("AAPL", 90, 5, 120, 5)));
        Assert.Equal(TickOutcome.Duplicate, TestMarket.Apply(second, _market.Trade("AAPL", 105, 5, id: "1")));
        Assert.Equal(TickOutcome.Duplicate, TestMarket.Apply(second, _market.Cancel("AAPL", "1")));
        Assert.Equal(TickOutcome.Duplicate, TestMarket.Apply(second, _market.Status("AAPL", (int)TradingState.Halted, "T1")));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(second, _market.Trade("AAPL", 104, 5, id: "1", venue: "ARCX")));
        Assert.Equal((3, 2), (second.Counts.Duplicates, second.Counts.Applied));
        var state = _market.State("AAPL");
        Assert.Equal(("1", TradingState.Trading, 2), (state.Nbbo.Bid.ToString(), state.TradingState, _market.Channel("AAPL").Trades.Newest));

        first.Dispose();
        state = _market.State("AAPL");
        Assert.Equal(("0.9", false), (state.Nbbo.Bid.ToString(), state.IsStale));
        Assert.Empty(Changes("AAPL"));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(second, _market.Trade("AAPL", 106, 5)));

        using var back = _market.Open(provider: "first");
        TestMarket.Apply(back, _market.Tick("AAPL", TickKind.Reference));
        Assert.Equal("1", _market.State("AAPL").Nbbo.Bid.ToString());
        Assert.Equal(TickOutcome.Duplicate, TestMarket.Apply(second, _market.Trade("AAPL", 106, 5)));
    }

    [Fact]
    public void Equals_share_a_venue_and_both_print()
    {
        var market = new TestMarket();
        using var a = market.Open(provider: "a");
        using var b = market.Open(provider: "b");
        TestMarket.Apply(a, market.Quote("AAPL", 100, 5, 110, 5));
        TestMarket.Apply(b, market.Quote("AAPL", 90, 5, 120, 5));
        Assert.Equal("0.9", market.State("AAPL").Nbbo.Bid.ToString());
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(a, market.Trade("AAPL", 105, 5)));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(b, market.Trade("AAPL", 105, 5)));
        Assert.Equal(2, market.Channel("AAPL").Trades.Newest);
    }

    [Fact]
    public void Gap_marks_what_the_provider_has_brought_to_life_and_the_feeds_end_is_worse()
    {
        var line = _market.Open(provider: "first");
        using var other = _market.Open(provider: "other");
        TestMarket.Apply(line, _market.Quote("AAPL", 100, 5, 110, 5));
        TestMarket.Apply(line, _market.Quote("MSFT", 100, 5, 110, 5));
        TestMarket.Apply(other, _market.Quote("TSLA", 100, 5, 110, 5));
        _market.Handler.Providers[0].MarkSymbolsStale(StaleReason.Gap);
        Assert.Equal((StaleReason.Gap, StaleReason.Gap, StaleReason.None), Reasons());
        TestMarket.Apply(line, _market.Quote("AAPL", 100, 5, 110, 5));
        Assert.Equal((StaleReason.None, StaleReason.Gap, StaleReason.None), Reasons());
        _market.Handler.Providers[0].MarkSymbolsStale(StaleReason.Gap);
        Assert.Equal((StaleReason.Gap, StaleReason.Gap, StaleReason.None), Reasons());
        Assert.Equal((3, 1), (_market.Channel("AAPL").StatusChanges.Newest, _market.Channel("MSFT").StatusChanges.Newest));
        line.Dispose();
        Assert.Equal((StaleReason.FeedDown, StaleReason.FeedDown, StaleReason.None), Reasons());

        (StaleReason, StaleReason, StaleReason) Reasons() =>
            (_market.State("AAPL").StaleReason, _market.State("MSFT").StaleReason, _market.State("TSLA").StaleReason);
    }

    private List<string> Changes(string symbol)
    {
        var changes = new List<string>();
        var cursor = 0L;
        while (_market.Channel(symbol).StatusChanges.TryRead(ref cursor, out var change, out _) == RingRead.Item)
        {
            changes.Add($"{change.StaleReason} {string.Join(',', Enumerable.Range(0, change.StaleVenues.Count).Select(i => change.StaleVenues[i]))}");
        }

        return changes;
    }
}
