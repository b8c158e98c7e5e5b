using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class SuspiciousTradeTests
{
    private const long Noon = 1_784_131_200_000_000_000; // 2026-07-15, 16:00 UTC.
    private const long Day = 86_400_000_000_000;
    private const TradeEffect Regular = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;

    private readonly SymbolBook _book = new("AAPL", new TradingCalendar(), new BookOptions());

    [Fact]
    public void Far_price_counts_with_its_size_only()
    {
        Assert.False(Trade(100, 10));
        Assert.True(Trade(201, 5));
        Assert.True(Trade(49, 5));
        Assert.False(Trade(101, 1, TradeEffect.Volume | TradeEffect.HighLow));
        Assert.False(Trade(1_000_000, 1, TradeEffect.Volume));
        Assert.Equal((22, Of(100), Of(101), Of(100)), ((int)_book.State.Volume, _book.State.LastSale, _book.State.High, _book.State.Low));
        Assert.Equal((11, Of(1_101).Nanos), ((int)_book.State.PricedVolume, (long)_book.State.Turnover));
        Assert.True(_book.Trades.TryGet(2, out var print) && print.IsSuspicious);
    }

    [Fact]
    public void Second_trade_there_lets_the_first_count_as_if_it_always_had()
    {
        Trade(100, 10);
        Assert.True(Trade(300, 1, id: "far"));
        Assert.False(Trade(101, 10));
        Assert.False(Trade(310, 2, TradeEffect.Volume | TradeEffect.HighLow));
        Assert.Equal((Of(101), Of(310), Of(100)), (_book.State.LastSale, _book.State.High, _book.State.Low));
        Assert.Equal(Of((1_000 + 300 + 1_010 + 620) / 23m).Nanos / 1_000, _book.State.Vwap.Nanos / 1_000);

        // It is a trade like any other now.
        Assert.Equal(RejectReason.None, Cancel("far"));
        Assert.Equal((Of(310), 22), (_book.State.High, (int)_book.State.Volume));
    }

    [Fact]
    public void Trade_between_confirms_what_it_is_nearer_to_and_one_without_a_price_of_its_own_nothing()
    {
        Trade(100, 1);
        Assert.True(Trade(201, 1));
        Assert.False(Trade(110, 1));
        Assert.Equal(Of(110), _book.State.High);
        Assert.True(Trade(300, 1, TradeEffect.OfficialClose));
        Assert.False(Trade(201, 1, TradeEffect.Volume));
        Assert.Equal(Of(110), _book.State.High);
        Assert.False(Trade(170, 1));
        Assert.Equal(Of(201), _book.State.High);
    }

    [Theory]
    [InlineData(290, 310, true)]
    [InlineData(300, 300, true)]
    [InlineData(310, 290, false)]
    [InlineData(99, 101, false)]
    [InlineData(140, 180, false)]
    [InlineData(199, 401, false)]
    [InlineData(1, 600, false)]
    public void Middle_of_the_best_bid_and_offer_confirms(long bid, long ask, bool confirms)
    {
        Trade(100, 1);
        Assert.True(Trade(300, 1));
        Quote(bid, ask);
        Assert.Equal(confirms ? Of(300) : Of(100), _book.State.LastSale);
    }

    [Fact]
    public void Quote_that_is_there_already_confirms_unless_it_is_one_sided()
    {
        Trade(100, 1);
        _book.ApplyQuote(Stamp(Noon), new Bbo(Of(300), 1, Price.None, 0), out _);
        Assert.True(Trade(301, 1));
        Quote(299, 302);
        Assert.Equal(Of(301), _book.State.LastSale);
        Assert.False(Trade(140, 1, time: Noon - Day));
        Quote(49, 51);
        Assert.False(Trade(50, 1));
    }

    [Fact]
    public void Last_sale_of_any_day_is_what_a_price_is_far_from_and_a_new_day_awaits_anew()
    {
        Assert.False(Trade(100, 1));
        Assert.True(Trade(1_000, 1, time: Noon + Day));
        Assert.True(Trade(1_000, 1, time: Noon + (2 * Day)));
        Assert.False(Trade(1_001, 1, time: Noon + (2 * Day)));
        Assert.Equal((Of(1_000), Of(1_001), Of(1_000)), (_book.State.Open, _book.State.LastSale, _book.State.Low));
    }

    [Fact]
    public void Only_the_newest_few_wait()
    {
        Trade(100, 1);
        for (var i = 0; i < SuspiciousTrades.MaxWaiting + 1; i++)
        {
            Assert.True(Trade(300 * (decimal)Math.Pow(4, i), 1));
        }

        // The first had to make room: another there finds nothing that it could confirm, and makes the second go, as does one there.
        Assert.True(Trade(301, 1));
        Assert.True(Trade(1_201, 1));
        Assert.False(Trade(19_201, 1));
        Assert.Equal((Of(19_201), Of(19_201)), (_book.State.LastSale, _book.State.High));
    }

    [Fact]
    public void Corrected_price_is_judged_by_the_last_sale_without_it_and_by_what_it_corrects()
    {
        Trade(100, 1, id: "1");
        Trade(180, 1, id: "2");
        Assert.False(Correct("2", 60));
        Assert.Equal(Of(60), _book.State.LastSale);
        Assert.True(Correct("2", 201));
        Assert.Equal((Of(100), Of(100)), (_book.State.LastSale, _book.State.High));
        Assert.False(Correct("2", 101));
        Assert.Equal((Of(101), 2), (_book.State.LastSale, (int)_book.State.Volume));

        // The price has gone its way since: the old trade's size is put right, its price is as good as it was.
        Trade(180, 1);
        Trade(300, 1);
        Assert.False(Correct("1", 99));
        Assert.Equal((Of(99), Of(300)), (_book.State.Low, _book.State.High));
    }

    [Fact]
    public void Cancelled_trade_confirms_nothing_and_is_not_confirmed()
    {
        Trade(100, 1);
        Trade(300, 1, id: "far");
        Assert.Equal(RejectReason.None, Cancel("far"));
        Assert.Equal(1, (int)_book.State.Volume);
        Assert.True(Trade(300, 1));
        Assert.Equal(Of(100), _book.State.LastSale);
        Assert.True(_book.Trades.TryGet(3, out var cancel) && !cancel.IsSuspicious);
    }

    private static Price Of(decimal price) => new((long)(price * 1_000_000_000));

    private static TickStamp Stamp(long time) => new(new Mic(1), time, Noon, 0, 1);

    private static TradeId Id(string text) => TradeId.TryCreate(Encoding.ASCII.GetBytes(text), out var id) ? id : throw new ArgumentException(text);

    /// <summary>Whether it is suspicious.</summary>
    private bool Trade(decimal price, long size, TradeEffect effect = Regular, string id = "", long time = Noon)
    {
        var print = new TradePrint { Price = Of(price), Size = size, Effect = effect, Id = Id(id) };
        Assert.Equal(RejectReason.None, _book.ApplyTrade(Stamp(time), ref print, out _));
        return print.IsSuspicious;
    }

    private bool Correct(string id, decimal price)
    {
        var print = new TradePrint { Price = Of(price), Size = 1, Effect = Regular };
        Assert.Equal(RejectReason.None, _book.ApplyCorrection(Stamp(Noon), Id(id), ref print, out _));
        return print.IsSuspicious;
    }

    private RejectReason Cancel(string id) => _book.ApplyCancel(Stamp(Noon), Id(id), out _);

    private void Quote(long bid, long ask) => _book.ApplyQuote(Stamp(Noon), new Bbo(Of(bid), 1, Of(ask), 1), out _);
}
