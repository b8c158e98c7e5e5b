using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class SymbolBookTests
{
    private const long Noon = 1_784_131_200_000_000_000; // 2026-07-15, 16:00 UTC.

    private static readonly Mic Nasdaq = TestMarket.Venue("XNAS");
    private static readonly Mic Arca = new(2);

    private readonly SymbolBook _book = new("AAPL", new TradingCalendar(), new BookOptions());

    [Fact]
    public void Quote_off_the_nbbo_is_kept_without_a_publication()
    {
        Assert.Equal(ChangeKinds.Quote, Quote(Nasdaq, 100, 110));
        Assert.Equal(ChangeKinds.Quote, Quote(Arca, 101, 109));
        _book.State.Sequence = 1; // As the channel numbers what it publishes: the first state is always shown.
        Assert.Equal(ChangeKinds.None, Quote(Nasdaq, 98, 112, time: Noon + 6));
        Assert.Equal(ChangeKinds.Quote, Quote(Arca, 50, 150));
        Assert.Equal((new Price(98), Nasdaq), (_book.State.Nbbo.Bid, _book.State.Nbbo.BidVenue));
    }

    [Fact]
    public void Time_and_provider_of_the_tick_are_kept()
    {
        _book.ApplyQuote(new TickStamp(Nasdaq, Noon, Noon + 7, 3, 1), new Bbo(new Price(1), 1, Price.None, 0), out _);
        Assert.Equal((Noon, Noon + 7, 3), (_book.State.VenueTimeNanos, _book.State.ReceiveTimeNanos, _book.Provider));
        Assert.Equal(Nasdaq, _book.Instrument.Venue);
    }

    [Fact]
    public void Trade_is_printed_as_it_came_and_a_cancel_names_its_number()
    {
        TradeId.TryCreate("77"u8, out var id);
        VenueCode.TryCreate("@ TI"u8, out var conditions);
        var print = new TradePrint { Price = new Price(5), Size = 6, Effect = TradeEffect.Volume, Conditions = conditions, Id = id };
        Assert.Equal(RejectReason.None, _book.ApplyTrade(Stamp(Nasdaq, Noon), ref print, out var kinds));
        Assert.Equal(ChangeKinds.Quote | ChangeKinds.Trade, kinds);
        Assert.Equal(RejectReason.UnknownTrade, _book.ApplyCancel(Stamp(Arca, Noon), id, out kinds));
        Assert.Equal(ChangeKinds.None, kinds);
        Assert.Equal(RejectReason.None, _book.ApplyCancel(Stamp(Nasdaq, Noon + 9), id, out kinds));

        Assert.True(_book.Trades.TryGet(1, out var trade));
        Assert.True(_book.Trades.TryGet(2, out var cancel));
        Assert.Equal((TradeCorrection.None, 0, "77", "@ TI"), (trade.Correction, trade.Corrects, trade.Id.ToString(), trade.Conditions.ToString()));
        Assert.Equal((TradeCorrection.Cancel, 1, Noon + 9), (cancel.Correction, cancel.Corrects, cancel.VenueTimeNanos));
        Assert.Equal((trade.Price, trade.Size), (cancel.Price, cancel.Size));
        Assert.False(trade.IsRegular);
    }

    [Fact]
    public void Reference_data_changes_what_it_tells_and_repeated_makes_no_new_instrument()
    {
        _book.ApplyReference(Stamp(Nasdaq, Noon), new ReferenceChange { Name = "Größe"u8, Currency = "USD"u8, RoundLot = 100 });
        var instrument = _book.Instrument;
        Assert.Equal(new Instrument("AAPL", "Größe", Nasdaq, "USD", 100), instrument);
        _book.ApplyReference(Stamp(Arca, Noon), new ReferenceChange { Name = "Größe"u8, RoundLot = 100 });
        Assert.Same(instrument, _book.Instrument);
        _book.ApplyReference(Stamp(Arca, Noon), new ReferenceChange { RoundLot = 40 });
        Assert.Equal(new Instrument("AAPL", "Größe", Arca, "USD", 40), _book.Instrument);
    }

    [Fact]
    public void Status_changes_are_numbered_with_their_reason_and_time()
    {
        VenueCode.TryCreate("LUDP"u8, out var reason);
        Assert.Equal(ChangeKinds.Quote | ChangeKinds.Status, _book.ApplyStatus(Stamp(Nasdaq, Noon), TradingState.Paused, reason));
        Assert.Equal(ChangeKinds.Quote, _book.ApplyStatus(Stamp(Nasdaq, Noon + 1), TradingState.Paused, reason));
        Assert.Equal(TradingState.Paused, _book.State.TradingState);
        Assert.True(_book.StatusChanges.TryGet(1, out var change));
        Assert.False(_book.StatusChanges.TryGet(2, out _));
        Assert.Equal((TradingState.Paused, "LUDP", Noon), (change.State, change.Reason.ToString(), change.TimeNanos));
    }

    [Fact]
    public void Staleness_is_set_once_and_told_with_the_state()
    {
        Assert.Equal(ChangeKinds.Quote | ChangeKinds.Status, _book.SetStale(StaleReason.Quiet, Noon, 1));
        Assert.Equal(ChangeKinds.None, _book.SetStale(StaleReason.Quiet, Noon + 1, 1));
        Assert.Equal(ChangeKinds.Quote | ChangeKinds.Status, _book.SetStale(StaleReason.FeedDown, Noon + 2, 1));
        Assert.Equal(2, _book.StatusChanges.Newest);
        Assert.True(_book.State.IsStale);
    }

    private static TickStamp Stamp(Mic venue, long time) => new(venue, time, time, 0, 1);

    private ChangeKinds Quote(Mic venue, long bid, long ask, long time = Noon)
    {
        Assert.Equal(RejectReason.None, _book.ApplyQuote(Stamp(venue, time), new Bbo(new Price(bid), 1, new Price(ask), 1), out var kinds));
        return kinds;
    }
}
