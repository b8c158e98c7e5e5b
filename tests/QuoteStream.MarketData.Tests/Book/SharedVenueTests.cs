using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Book;

/// <summary>Venue quotes of which some are stale, or come from several providers.</summary>
public sealed class SharedVenueTests(ITestOutputHelper output)
{
    private static readonly Mic Nasdaq = new(1);
    private static readonly Mic Arca = new(2);

    private readonly VenueQuotes _quotes = new();

    [Fact]
    public void Stale_venue_is_left_out_as_long_as_a_live_one_has_the_side()
    {
        Update(0, Nasdaq, 100, 110);
        Update(1, Arca, 99, 111);
        _quotes.SetStale(0, isStale: true);
        Assert.Equal((new Price(99), new Price(111)), (_quotes.Nbbo.Bid, _quotes.Nbbo.Ask));
        Assert.Equal(1UL, _quotes.LeftOut);

        // The live one has no bid any more: the stale one's is better than none, and its provider can be asked.
        Assert.True(Update(1, Arca, 0, 111));
        Assert.Equal((new Price(100), Nasdaq, 0), (_quotes.Nbbo.Bid, _quotes.Nbbo.BidVenue, _quotes.BidProvider));
        Assert.Equal((new Price(111), Arca, 1), (_quotes.Nbbo.Ask, _quotes.Nbbo.AskVenue, _quotes.AskProvider));
        Assert.Equal(1UL, _quotes.LeftOut);

        _quotes.SetStale(1, isStale: true);
        Assert.Equal((new Price(100), new Price(110), 0UL), (_quotes.Nbbo.Bid, _quotes.Nbbo.Ask, _quotes.LeftOut));
    }

    [Fact]
    public void Of_one_venue_the_provider_of_the_highest_priority_counts_while_it_is_live()
    {
        Update(0, Nasdaq, 100, 110);
        Update(1, Nasdaq, 90, 120, priority: 5);
        Assert.Equal(new Price(90), _quotes.Nbbo.Bid);
        Assert.False(Update(0, Nasdaq, 101, 109));
        _quotes.SetStale(1, isStale: true);
        Assert.Equal((new Price(101), 0UL), (_quotes.Nbbo.Bid, _quotes.LeftOut));
        _quotes.SetStale(1, isStale: false);
        Assert.Equal(new Price(90), _quotes.Nbbo.Bid);
    }

    [Fact]
    public void Among_equals_the_one_that_quoted_last_counts()
    {
        Update(0, Nasdaq, 100, 110);
        Update(1, Nasdaq, 90, 120);
        Assert.Equal(new Price(90), _quotes.Nbbo.Bid);
        Update(0, Nasdaq, 80, 130);
        Assert.Equal(new Price(80), _quotes.Nbbo.Bid);

        // A live one that says the market is empty is believed before a stale one that says it is not.
        Update(1, Nasdaq, 0, 0);
        _quotes.SetStale(0, isStale: true);
        Assert.Equal(Nbbo.Empty, _quotes.Nbbo);
    }

    [Fact]
    public void Provider_of_trades_alone_takes_the_venues_trades_and_not_its_quotes()
    {
        Update(0, Nasdaq, 100, 110);
        Assert.False(_quotes.IsShadowed(Stamp(0, Nasdaq, 0)));
        _quotes.Claim(Stamp(1, Nasdaq, 5));
        Assert.True(_quotes.IsShadowed(Stamp(0, Nasdaq, 0)));
        Assert.False(_quotes.IsShadowed(Stamp(0, Arca, 0)));
        Assert.False(_quotes.HasQuoteOf(1));
        Update(0, Nasdaq, 101, 109);
        Assert.Equal(new Price(101), _quotes.Nbbo.Bid);
        _quotes.SetStale(1, isStale: true);
        Assert.False(_quotes.IsShadowed(Stamp(0, Nasdaq, 0)));
        _quotes.SetStale(1, isStale: false);
        Update(1, Nasdaq, 50, 60, priority: 5);
        Assert.Equal((new Price(50), true), (_quotes.Nbbo.Bid, _quotes.HasQuoteOf(1)));
    }

    [Fact]
    public void Nothing_quoted_can_be_marked()
    {
        _quotes.SetStale(0, isStale: true);
        Assert.Equal((Nbbo.Empty, 0UL), (_quotes.Nbbo, _quotes.LeftOut));
    }

    [Fact]
    public void Nbbo_is_what_a_plain_search_over_venues_and_providers_finds()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var run = 0; run < 300; run++)
        {
            var quotes = new VenueQuotes();
            var model = new List<Slot>();
            byte[] priorities = [.. Enumerable.Range(0, 4).Select(_ => (byte)random.Next(3))];
            var stale = new HashSet<int>();
            for (var turn = 1; turn <= 200; turn++)
            {
                var provider = random.Next(priorities.Length);
                if (random.Next(4) == 0)
                {
                    var isStale = !stale.Remove(provider) && stale.Add(provider);
                    quotes.SetStale(provider, isStale);
                }
                else
                {
                    // As the book does it: a stale provider that quotes is live again.
                    var venue = new Mic((uint)random.Next(1, 4));
                    var bbo = RandomBbo(random);
                    Assert.True(quotes.TryUpdate(Stamp(provider, venue, priorities[provider]), bbo, out _));
                    if (stale.Remove(provider))
                    {
                        quotes.SetStale(provider, isStale: false);
                    }

                    Note(model, new Slot(venue, provider, priorities[provider], bbo, turn));
                }

                Check(quotes, model, stale);
            }
        }
    }

    private static void Note(List<Slot> model, Slot slot)
    {
        var known = model.FindIndex(other => other.Venue == slot.Venue && other.Provider == slot.Provider);
        if (known < 0)
        {
            model.Add(slot);
        }
        else
        {
            model[known] = slot;
        }
    }

    private static void Check(VenueQuotes quotes, List<Slot> model, HashSet<int> stale)
    {
        // Among live providers of one venue and priority the newest counts; among stale ones who it is matters less than that it is one of them.
        var counting = model.GroupBy(slot => slot.Venue).Select(venue => venue
            .OrderBy(slot => stale.Contains(slot.Provider)).ThenByDescending(slot => slot.Priority).ThenByDescending(slot => slot.Turn).First()).ToList();
        var (live, dead) = (counting.Where(slot => !stale.Contains(slot.Provider)).ToList(), counting.Where(slot => stale.Contains(slot.Provider)).ToList());
        var bids = live.Exists(slot => slot.Bbo.BidSize > 0) ? live : dead;
        var asks = live.Exists(slot => slot.Bbo.AskSize > 0) ? live : dead;
        var bid = bids.Where(slot => slot.Bbo.BidSize > 0).Select(slot => slot.Bbo.Bid).DefaultIfEmpty(Price.None).MaxBy(price => price.Nanos);
        var ask = asks.Where(slot => slot.Bbo.AskSize > 0).Select(slot => slot.Bbo.Ask).DefaultIfEmpty(Price.None).MinBy(price => price.Nanos);
        Assert.Equal((bid, ask), (quotes.Nbbo.Bid, quotes.Nbbo.Ask));
        var leftOut = dead.Where(slot => (bids == live && slot.Bbo.BidSize > 0) || (asks == live && slot.Bbo.AskSize > 0)).Select(slot => slot.Venue);
        var named = Enumerable.Range(0, model.Count).Where(i => (quotes.LeftOut >> i & 1) != 0).Select(quotes.VenueOf);
        Assert.Equal(leftOut.OrderBy(venue => venue.Code), named.OrderBy(venue => venue.Code));
    }

    private static Bbo RandomBbo(Random random)
    {
        var hasBid = random.Next(4) != 0;
        var hasAsk = random.Next(4) != 0;
        return new Bbo(
            hasBid ? new Price(random.Next(1, 6)) : Price.None, hasBid ? random.Next(1, 4) : 0,
            hasAsk ? new Price(random.Next(4, 9)) : Price.None, hasAsk ? random.Next(1, 4) : 0);
    }

    private static TickStamp Stamp(int provider, Mic venue, byte priority) => new(venue, 1, 1, provider, 1, priority);

    private bool Update(int provider, Mic venue, long bid, long ask, byte priority = 0)
    {
        var bbo = new Bbo(bid == 0 ? Price.None : new Price(bid), bid == 0 ? 0 : 1, ask == 0 ? Price.None : new Price(ask), ask == 0 ? 0 : 1);
        Assert.True(_quotes.TryUpdate(Stamp(provider, venue, priority), bbo, out var isShown));
        return isShown;
    }

    private sealed record Slot(Mic Venue, int Provider, byte Priority, Bbo Bbo, int Turn);
}
