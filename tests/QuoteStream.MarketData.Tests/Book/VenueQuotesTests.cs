using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.MarketData.Ticks;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class VenueQuotesTests(ITestOutputHelper output)
{
    private static readonly Mic Nasdaq = TestMarket.Venue("XNAS");
    private static readonly Mic Arca = new(2);
    private static readonly Mic Bats = new(3);

    private readonly VenueQuotes _quotes = new();

    [Fact]
    public void Best_bid_and_best_offer_may_be_of_two_venues()
    {
        Update(Nasdaq, 100, 5, 105, 6);
        Update(Arca, 101, 7, 106, 8);
        Assert.Equal(new Nbbo(new Price(101), 7, Arca, new Price(105), 6, Nasdaq), _quotes.Nbbo);
    }

    [Fact]
    public void Emptied_side_falls_back_to_the_next_best_and_then_to_none()
    {
        Update(Nasdaq, 100, 5, 105, 6);
        Update(Arca, 101, 7, 106, 8);
        Update(Arca, 0, 0, 106, 8);
        Assert.Equal((new Price(100), Nasdaq), (_quotes.Nbbo.Bid, _quotes.Nbbo.BidVenue));
        Update(Nasdaq, 0, 0, 0, 0);
        Assert.Equal(new Nbbo(Price.None, 0, Mic.None, new Price(106), 8, Arca), _quotes.Nbbo);
        Update(Arca, 0, 0, 0, 0);
        Assert.Equal(Nbbo.Empty, _quotes.Nbbo);
    }

    [Fact]
    public void Locked_and_crossed_markets_are_shown_and_say_so()
    {
        Update(Nasdaq, 100, 5, 105, 6);
        Assert.False(_quotes.Nbbo.IsLockedMarket || _quotes.Nbbo.IsCrossedMarket);
        Update(Arca, 105, 1, 110, 1);
        Assert.True(_quotes.Nbbo.IsLockedMarket && !_quotes.Nbbo.IsCrossedMarket);
        Update(Arca, 106, 1, 110, 1);
        Assert.True(!_quotes.Nbbo.IsLockedMarket && _quotes.Nbbo.IsCrossedMarket);
        Update(Nasdaq, 0, 0, 0, 0);
        Update(Arca, 106, 1, 0, 0);
        Assert.False(_quotes.Nbbo.IsLockedMarket || _quotes.Nbbo.IsCrossedMarket);
        Assert.False(Nbbo.Empty.IsLockedMarket || Nbbo.Empty.IsCrossedMarket);
    }

    [Fact]
    public void Ties_go_to_the_larger_size_and_then_to_the_venue_that_quoted_first()
    {
        Update(Nasdaq, 90, 5, 0, 0);
        Update(Arca, 100, 5, 0, 0);
        Update(Bats, 100, 6, 0, 0);
        Assert.Equal(Bats, _quotes.Nbbo.BidVenue);
        Update(Nasdaq, 100, 6, 0, 0);
        Assert.Equal(Nasdaq, _quotes.Nbbo.BidVenue);
        Update(Bats, 100, 6, 0, 0);
        Assert.Equal(Nasdaq, _quotes.Nbbo.BidVenue);
    }

    [Fact]
    public void Nbbo_is_what_a_plain_search_over_all_venues_finds()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var run = 0; run < 200; run++)
        {
            var quotes = new VenueQuotes();
            var model = new List<(Mic Venue, Bbo Bbo)>();
            var venues = random.Next(1, 9);
            for (var i = 0; i < 300; i++)
            {
                var venue = new Mic((uint)random.Next(1, venues + 1));
                var bbo = RandomBbo(random);
                var before = quotes.Nbbo;
                Assert.True(quotes.TryUpdate(venue, bbo, out var isShown));

                var known = model.FindIndex(quote => quote.Venue == venue);
                if (known < 0)
                {
                    model.Add((venue, bbo));
                }
                else
                {
                    model[known] = (venue, bbo);
                }

                var expected = Search(model);
                Assert.Equal(expected, quotes.Nbbo);
                var isOnIt = new[] { before.BidVenue, before.AskVenue, expected.BidVenue, expected.AskVenue }.Contains(venue);
                Assert.Equal(isOnIt, isShown);
                Assert.True(isShown || expected == before);
            }
        }
    }

    // Few prices and sizes, so that ties, locks and crosses are common.
    private static Bbo RandomBbo(Random random)
    {
        var hasBid = random.Next(5) != 0;
        var hasAsk = random.Next(5) != 0;
        return new Bbo(
            hasBid ? new Price(random.Next(1, 6)) : Price.None, hasBid ? random.Next(1, 4) : 0,
            hasAsk ? new Price(random.Next(4, 9)) : Price.None, hasAsk ? random.Next(1, 4) : 0);
    }

    private static Nbbo Search(List<(Mic Venue, Bbo Bbo)> model)
    {
        var nbbo = Nbbo.Empty;
        var bids = model.Where(quote => quote.Bbo.BidSize > 0).OrderByDescending(quote => quote.Bbo.Bid).ThenByDescending(quote => quote.Bbo.BidSize);
        foreach (var (venue, bbo) in bids.Take(1))
        {
            nbbo = nbbo with { Bid = bbo.Bid, BidSize = bbo.BidSize, BidVenue = venue };
        }

        var asks = model.Where(quote => quote.Bbo.AskSize > 0).OrderBy(quote => quote.Bbo.Ask).ThenByDescending(quote => quote.Bbo.AskSize);
        foreach (var (venue, bbo) in asks.Take(1))
        {
            nbbo = nbbo with { Ask = bbo.Ask, AskSize = bbo.AskSize, AskVenue = venue };
        }

        return nbbo;
    }

    private void Update(Mic venue, long bid, long bidSize, long ask, long askSize) => Assert.True(_quotes.TryUpdate(
        venue, new Bbo(bidSize == 0 ? Price.None : new Price(bid), bidSize, askSize == 0 ? Price.None : new Price(ask), askSize), out _));
}
