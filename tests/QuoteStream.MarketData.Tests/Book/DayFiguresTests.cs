using System.Text;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.MarketData.Ticks;
using Xunit.Abstractions;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class DayFiguresTests(ITestOutputHelper output)
{
    private const long Second = 1_000_000_000;
    private const TradeEffect Regular = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;

    private static readonly Mic[] Venues = [TestMarket.Venue("XNAS"), TestMarket.Venue("ARCX"), TestMarket.Venue("BATS")];
    private static readonly long Noon = Nanos("2026-07-15T16:00:00Z");

    private SymbolBook _book = new("AAPL", new TradingCalendar(), new BookOptions());

    [Theory]
    [InlineData("AAPL", "America/New_York")]
    [InlineData("BTC-USD", "UTC")]
    public void Figures_and_bars_are_what_going_through_all_trades_again_finds(string symbol, string zone)
    {
        decimal[] bands = [0, 0.1m, 0.5m, 0.99m];
        long[] units = [1, 50_000_000, 1_000_000_000, 500_000_000_000_000];
        int[] most = [0, 1, 2, 3, 10, 50, 65_536];
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var (suspicious, confirmed) = (0, 0);
        for (var run = 0; run < 70; run++)
        {
            var random = new Random(seed + run);
            var options = new BookOptions { PriceBand = bands[random.Next(4)], MaxDayTrades = most[run % most.Length], MaxDayTradesInTotal = random.Next(2) * 64, MaxBars = 10_000 };
            var book = new SymbolBook(symbol, new TradingCalendar(), options);
            var model = new PlainDay(TimeZoneInfo.FindSystemTimeZoneById(zone), options.PriceBand);
            var unit = units[random.Next(units.Length)];
            var pace = random.Next(2) == 0 ? 600 * Second : 3 * Second;
            var now = Nanos("2026-10-30T12:00:00Z") + random.NextInt64(86_400 * Second); // A change of clocks is in the days that follow.
            for (var step = 0; step < 400; step++)
            {
                now += random.Next(40) == 0 ? random.NextInt64(30 * 3600 * Second) : random.NextInt64(pace);
                var time = random.Next(15) == 0 ? now - random.NextInt64(50 * 3600 * Second) : now;
                Step(random, unit, book, model, new TickStamp(Venues[random.Next(3)], time, ReceiveTimeNanos: Noon, 0, 1));
                model.Forget(book.DayTape.OldestHeld);
                AssertSame(model.Figures(), book.State, $"seed {seed}, run {run}, step {step}");
                if (step % 20 == 19)
                {
                    AssertSameBars(model, book, isAllHeld: book.DayTape.HeldFromNanos == long.MinValue, $"seed {seed}, run {run}, step {step}");
                }
            }

            (suspicious, confirmed) = (suspicious + model.Suspicious, confirmed + model.Confirmed);
        }

        output.WriteLine($"{suspicious} suspicious, {confirmed} confirmed");
    }

    [Fact]
    public void Cancel_of_the_days_only_trade_brings_back_what_was_before()
    {
        Trade(Noon, 100, 7, "1");
        Trade(Noon + (24 * 3600 * Second), 120, 5, "2");
        Assert.Equal(RejectReason.None, Cancel(Noon + (24 * 3600 * Second), "2"));
        Assert.Equal((new Price(100), 7, new Price(100)), (_book.State.LastSale, _book.State.LastSaleSize, _book.State.PreviousClose));
        Assert.False(_book.State.High.HasValue || _book.State.Low.HasValue || _book.State.Open.HasValue);
        Assert.Equal(0, _book.State.Volume);
    }

    [Fact]
    public void Correction_goes_to_the_day_and_the_place_of_the_trade_it_corrects()
    {
        Trade(Noon, 100, 7, "1");
        Trade(Noon + 1, 101, 7, "2");
        Correct(Noon + 2, "1", 150, 1, "3");
        Assert.Equal((new Price(101), new Price(150), new Price(150)), (_book.State.LastSale, _book.State.High, _book.State.Open));

        var tomorrow = Noon + (24 * 3600 * Second);
        Trade(tomorrow, 110, 10, "4");
        Correct(tomorrow, "3", 160, 1_000, "5");
        Correct(tomorrow, "5", 170, 2_000, "6");
        Assert.Equal(RejectReason.None, Cancel(tomorrow, "6"));
        Assert.Equal((10, new Price(110)), (_book.State.Volume, _book.State.High));
    }

    [Fact]
    public void Correction_without_an_id_keeps_the_trades_and_can_be_cancelled()
    {
        Trade(Noon, 100, 7, "1");
        Correct(Noon, "1", 90, 8, "");
        Correct(Noon, "1", 80, 9, "");
        Assert.Equal((new Price(80), 9), (_book.State.LastSale, _book.State.Volume));
        Assert.Equal(RejectReason.None, Cancel(Noon, "1"));
        Assert.Equal(RejectReason.UnknownTrade, Cancel(Noon, "1"));
        Assert.Equal(0, _book.State.Volume);
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(1, 4).Select(n => _book.Trades.TryGet(n, out var print) ? print.Corrects : -1));
    }

    [Fact]
    public void Trade_that_fell_off_the_tape_is_unknown_and_its_figures_stay()
    {
        _book = new SymbolBook("AAPL", new TradingCalendar(), new BookOptions { MaxDayTrades = 5_000, PriceBand = 0 });
        Trade(Noon, 1_000, 1, "first");
        for (var i = 0; i < 10_000; i++)
        {
            Trade(Noon + i, 100 + (i % 7), 1, $"t{i}");
        }

        Assert.Equal(RejectReason.UnknownTrade, Cancel(Noon, "first"));
        Assert.Equal(RejectReason.None, Cancel(Noon, "t9999"));
        Assert.Equal((new Price(1_000), new Price(100), 10_000), (_book.State.High, _book.State.Low, _book.State.Volume));
        Assert.Equal(new Price(100 + (9998 % 7)), _book.State.LastSale);
        Assert.Equal(new Price(1_000), _book.State.Open);
    }

    [Fact]
    public void Official_prices_stand_whatever_is_cancelled_and_the_close_is_tomorrows_previous_close()
    {
        Trade(Noon, 100, 7, "1");
        Tell(Noon, new ReferenceChange { PreviousClose = new Price(95), OfficialOpen = new Price(99), OfficialClose = new Price(105) });
        Trade(Noon, 101, 7, "2");
        Cancel(Noon, "1");
        Assert.Equal((new Price(99), new Price(95)), (_book.State.Open, _book.State.PreviousClose));
        Trade(Noon + (24 * 3600 * Second), 102, 1, "3");
        Assert.Equal((new Price(105), new Price(102)), (_book.State.PreviousClose, _book.State.Open));
    }

    [Fact]
    public void Official_prices_of_yesterday_that_are_told_late_touch_nothing_of_today()
    {
        var tomorrow = Noon + (24 * 3600 * Second);
        Trade(Noon, 100, 1, "1");
        Trade(tomorrow, 110, 1, "2");
        Tell(Noon, new ReferenceChange { PreviousClose = Price.None, OfficialOpen = new Price(90), OfficialClose = new Price(95) });
        Assert.Equal((new Price(110), new Price(100)), (_book.State.Open, _book.State.PreviousClose));
        Trade(tomorrow + (24 * 3600 * Second), 120, 1, "3");
        Assert.Equal(new Price(110), _book.State.PreviousClose);
    }

    [Fact]
    public void Quote_of_a_new_day_ends_the_old_days_figures()
    {
        Trade(Noon, 100, 7, "1");
        _book.ApplyQuote(Stamp(Noon + (24 * 3600 * Second)), new Bbo(new Price(1), 1, new Price(2), 1), out _);
        Assert.Equal((0, new Price(100), new Price(100)), (_book.State.Volume, _book.State.PreviousClose, _book.State.LastSale));
        Assert.False(_book.State.High.HasValue || _book.State.Open.HasValue);
    }

    [Fact]
    public void Volume_goes_beyond_64_bits()
    {
        for (var i = 0; i < 4; i++)
        {
            Trade(Noon, 100, long.MaxValue, "1");
        }

        Assert.Equal((Int128)long.MaxValue * 4, _book.State.Volume);
    }

    private static void Step(Random random, long unit, SymbolBook book, PlainDay model, in TickStamp stamp)
    {
        var id = $"{random.Next(12)}";
        switch (random.Next(12))
        {
            case 0:
                Assert.Equal(model.Cancel(id, stamp.Venue) ? RejectReason.None : RejectReason.UnknownTrade, book.ApplyCancel(stamp, Id(id), out _));
                break;
            case 1:
            case 2:
                var corrected = RandomPrint(random, unit, stamp.Venue, random.Next(2) == 0 ? "" : $"{random.Next(12)}");
                var expected = model.Correct(id, stamp.Venue, corrected, model.MidOf(book.State.Nbbo), out var isSuspicious) ? RejectReason.None : RejectReason.UnknownTrade;
                Assert.Equal(expected, book.ApplyCorrection(stamp, Id(id), ref corrected, out _));
                Assert.Equal(isSuspicious, corrected.IsSuspicious);
                break;
            case 3:
                var bid = RandomPrice(random, unit);
                book.ApplyQuote(stamp, new Bbo(bid, 1, new Price(bid.Nanos * random.Next(1, 4)), random.Next(4)), out _);
                model.RollTo(stamp.VenueTimeNanos);
                model.Compare(model.MidOf(book.State.Nbbo));
                break;
            case 4:
                book.ApplyStatus(stamp, TradingState.Trading, default);
                model.RollTo(stamp.VenueTimeNanos);
                break;
            case 5:
                Price Maybe() => random.Next(3) == 0 ? RandomPrice(random, unit) : Price.None;
                var change = new ReferenceChange { OfficialOpen = Maybe(), OfficialClose = Maybe(), PreviousClose = Maybe() };
                book.ApplyReference(stamp, change);
                model.RollTo(stamp.VenueTimeNanos);
                model.Tell(stamp.VenueTimeNanos, change.OfficialOpen, change.OfficialClose, change.PreviousClose);
                break;
            default:
                var print = RandomPrint(random, unit, stamp.Venue, id);
                var flagged = model.Trade(stamp.VenueTimeNanos, print, model.MidOf(book.State.Nbbo));
                Assert.Equal(RejectReason.None, book.ApplyTrade(stamp, ref print, out _));
                Assert.Equal(flagged, print.IsSuspicious);
                break;
        }
    }

    // Mostly around one of two levels, so that far prices are confirmed, too.
    private static Price RandomPrice(Random random, long unit) => new(unit * (random.Next(6) == 0 ? random.Next(1, 100) : random.Next(3) == 0 ? random.Next(60, 80) : random.Next(8, 12)));

    private static TradePrint RandomPrint(Random random, long unit, Mic venue, string id)
    {
        var effect = (TradeEffect)random.Next(128);
        effect = effect.HasFlag(TradeEffect.Last) ? effect & ~TradeEffect.LastIfFirst : effect;
        var size = random.Next(8) != 0 ? random.Next(1, 100) : random.NextInt64(1, long.MaxValue);
        return Print(RandomPrice(random, unit).Nanos, size, id, effect, venue);
    }

    private static TradeId Id(string id) => TradeId.TryCreate(Encoding.ASCII.GetBytes(id), out var made) ? made : throw new ArgumentException(id);

    private static TradePrint Print(long price, long size, string id, TradeEffect effect = Regular, Mic venue = default)
    {
        var print = new TradePrint { Price = new Price(price), Size = size, Effect = effect, Venue = venue };
        Assert.True(TradeId.TryCreate(Encoding.ASCII.GetBytes(id), out print.Id));
        return print;
    }

    private static void AssertSame(in QuoteState expected, in QuoteState actual, string place)
    {
        static string Show(in QuoteState state) =>
            $"open {state.Open} high {state.High} low {state.Low} last {state.LastSale} x {state.LastSaleSize} volume {state.Volume} previous {state.PreviousClose} turnover {state.Turnover} of {state.PricedVolume}";
        Assert.True(Show(expected) == Show(actual), $"{place}\nexpected {Show(expected)}\nactual   {Show(actual)}");
    }

    // Bars that lost trades to the bound have the right sums, but no longer know all prices.
    private static void AssertSameBars(PlainDay model, SymbolBook book, bool isAllHeld, string place)
    {
        var room = new Bar[500];
        foreach (var interval in Enum.GetValues<BarInterval>())
        {
            var expected = PlainDayBars.Of(model.Trades, interval);
            var actual = room.AsSpan(0, book.Bars.Read(interval, room)).ToArray();
            string[] Sums(IEnumerable<Bar> bars) => [.. bars.Where(bar => isAllHeld || bar.TradeCount > 0).Select(PlainDayBars.ShowSums)];
            Assert.Equal(Sums(expected), Sums(actual));
            for (var i = 0; i < actual.Length && isAllHeld; i++)
            {
                var (plain, bar) = (PlainDayBars.ShowPrices(expected[i]), PlainDayBars.ShowPrices(actual[i]));
                Assert.True(plain == bar, $"{place}, {interval} {bar}, expected {plain}");
            }
        }
    }

    private static TickStamp Stamp(long time) => new(Venues[0], time, Noon, 0, 1);

    private static long Nanos(string time) =>
        (DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

    private void Trade(long time, long price, long size, string id)
    {
        var print = Print(price, size, id);
        Assert.Equal(RejectReason.None, _book.ApplyTrade(Stamp(time), ref print, out _));
    }

    private RejectReason Cancel(long time, string id) => _book.ApplyCancel(Stamp(time), Print(1, 1, id).Id, out _);

    private void Correct(long time, string id, long price, long size, string newId)
    {
        var print = Print(price, size, newId);
        Assert.Equal(RejectReason.None, _book.ApplyCorrection(Stamp(time), Print(1, 1, id).Id, ref print, out _));
    }

    private void Tell(long time, in ReferenceChange change) => _book.ApplyReference(Stamp(time), change);
}
