using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class FeedBatchRejectionTests
{
    // As many registered ones as a symbol may have beside the session's.
    private const string OtherVenues =
        "24DX24EQAATSACKFADVTALPXAMXOARCDARCOARCXARKXASEFASMTASPIASPNBAMLBAMXBARDBARLBARXBATOBATSBATYBBOKBBSFBBSNBGCDBGCFBHSFBIDSBKKTBLKX" +
        "BLUEBNDDBNDSBNPCBNPHBNYCBOSDBOSSBPOLBSGXBSTXBTEABTECBTEQBTNLBUSABYXDBZXDC2OXCAESCALHCASTCAVECBSXCBTSCCMXCDEDCDNACECSCESFCFIM";

    private readonly TestMarket _market = new();
    private readonly FeedLine _line;

    public FeedBatchRejectionTests() => _line = _market.Open();

    [Fact]
    public void Hostile_ticks_are_rejected_with_reason_and_sentence_and_change_nothing()
    {
        var m = _market;
        var longText = new string('x', 100_000);
        Reject(m.Quote("", 1, 1, 2, 1), RejectReason.BadSymbol, "''");
        Reject(m.Quote(longText, 1, 1, 2, 1), RejectReason.BadSymbol, "(100000 bytes)");
        Reject(m.Quote("NEW", -1, 1, 2, 1), RejectReason.BadPrice, "-1 x 1");
        Reject(m.Quote("NEW", 1, 1, 0, 1), RejectReason.BadPrice, "ask 0 x 1");
        Reject(m.Quote("NEW", long.MinValue, 1, 2, 1), RejectReason.BadPrice, "-9223372036854775808");
        Reject(m.Quote("NEW", long.MaxValue, 1, 2, 1), RejectReason.OutOfRange, "range");
        Reject(m.Quote("NEW", 1, ulong.MaxValue, 2, 1), RejectReason.OutOfRange, "range");
        Reject(m.Quote("NEW", 1, 1, 2, 1, venue: "xnas"), RejectReason.BadVenue, "'xnas'");
        Reject(m.Quote("NEW", 1, 1, 2, 1, venue: "XNASD"), RejectReason.BadVenue, "'XNASD'");
        Reject(m.Quote("NEW", 1, 1, 2, 1) with { VenueTimeNanos = 0 }, RejectReason.BadTime, "1970");
        Reject(m.Quote("NEW", 1, 1, 2, 1) with { VenueTimeNanos = m.Now + 60_000_000_001 }, RejectReason.BadTime, "ahead");
        Reject(m.Quote("NEW", 1, 1, 2, 1) with { VenueTimeNanos = ulong.MaxValue }, RejectReason.BadTime, "ahead");
        Reject(m.Quote("NEW", 1, 1, 2, 1, venue: "XQQX"), RejectReason.BadVenue, "'XQQX' is not a registered");
        Reject(m.Quote("NEW", 1, 1, 2, 1, venue: "\0\0\0\0"), RejectReason.BadVenue, "four characters");
        Reject(m.Quote("NEW", 1, 1, 2, 1) with { VenueTimeNanos = 315_532_799_999_999_999 }, RejectReason.BadTime, "before 1980");
        Reject(m.Quote("NEW", 1, 1, 2, 1) with { VenueTimeNanos = m.Now / 1_000 }, RejectReason.BadTime, "nanoseconds");
        Reject(m.Trade("NEW", 0, 1), RejectReason.BadPrice, "0");
        Reject(m.Trade("NEW", 1, 0), RejectReason.BadSize, "size");
        Reject(m.Trade("NEW", 1, ulong.MaxValue), RejectReason.OutOfRange, "range");
        Reject(m.Trade("NEW", 1, 1, id: new string('1', 40)), RejectReason.OutOfRange, "id");
        Reject(m.Trade("NEW", 1, 1, id: "\n"), RejectReason.OutOfRange, "id");
        Reject(m.Trade("NEW", 1, 1, conditions: "ABCDE"), RejectReason.OutOfRange, "'ABCDE'");
        Reject(m.Trade("NEW", 1, 1, conditions: "é"), RejectReason.OutOfRange, "conditions");
        Reject(m.Cancel("NEW", ""), RejectReason.NoEvent, "no event");
        Reject(m.Cancel("NEW", "7"), RejectReason.UnknownTrade, "'7'");
        Reject(m.Cancel("NEW", longText), RejectReason.UnknownTrade, "(100000 bytes)");
        Reject(m.Cancel(new string('N', 33), "7"), RejectReason.BadSymbol, "symbol");
        Reject(m.Correction("NEW", "", 1, 1), RejectReason.NoEvent, "no event");
        Reject(m.Correction("NEW", "7", 1, 1) with { HasCorrectedTrade = false }, RejectReason.NoEvent, "no event");
        Reject(m.Correction("NEW", "7", 1, 1), RejectReason.UnknownTrade, "'7'");
        Reject(m.Correction("NEW", "7", -1, 1), RejectReason.BadPrice, "-1");
        Reject(m.Correction("NEW", longText, 1, 1), RejectReason.UnknownTrade, "bytes");
        Reject(m.Status("NEW", 0), RejectReason.NoEvent, "no event");
        Reject(m.Status("NEW", 2, reason: new string('R', 16)), RejectReason.OutOfRange, "reason");
        Reject(m.Tick("NEW", TickKind.None), RejectReason.NoEvent, "no event");
        Reject(m.Tick("NEW", (TickKind)200), RejectReason.NoEvent, "no event");
        Reject(m.Tick("NEW", TickKind.Reference) with { PreviousClose = 0 }, RejectReason.BadPrice, "reference");
        Reject(m.Tick("NEW", TickKind.Reference) with { OfficialOpen = -5 }, RejectReason.BadPrice, "reference");
        Reject(m.Tick("NEW", TickKind.Reference) with { OfficialClose = long.MaxValue }, RejectReason.OutOfRange, "range");
        Reject(m.Tick("NEW", TickKind.Reference) with { Name = new byte[257] }, RejectReason.OutOfRange, "name");
        Reject(m.Tick("NEW", TickKind.Reference) with { Name = "\xFF\xFE"u8[..1] }, RejectReason.OutOfRange, "name");
        Reject(m.Tick("NEW", TickKind.Reference) with { Currency = Encoding.ASCII.GetBytes("ABCDEFGHIJKLM") }, RejectReason.OutOfRange, "currency");
        Assert.Equal(0, m.Symbols.Count);
    }

    [Fact]
    public void Rejected_tick_leaves_a_known_symbol_as_it_was()
    {
        TestMarket.Apply(_line, _market.Quote("AAPL", 100, 1, 101, 1));
        TestMarket.Apply(_line, _market.Trade("AAPL", 100, 5, id: "1"));
        var channel = _market.Channel("AAPL");
        var before = _market.State("AAPL");
        ApplyAllBad((in ProviderTick tick) => Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(_line, tick)));
        Assert.Equal(before, _market.State("AAPL"));
        Assert.Equal((1, 0), (channel.Trades.Newest, channel.StatusChanges.Newest));

        TestMarket.Apply(_line, _market.Quote("AAPL", 100, 1, 101, 1));
        Assert.Equal(3, _market.State("AAPL").Sequence);
    }

    [Fact]
    public void New_symbol_is_unknown_where_new_ones_are_not_accepted()
    {
        var market = new TestMarket(new FeedHandlingOptions { AcceptNewSymbols = false });
        market.Symbols.GetOrAdd("AAPL"u8);
        using var line = market.Open();
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, market.Quote("AAPL", 1, 1, 2, 1)));
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(line, market.Quote("MSFT", 1, 1, 2, 1)));
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(line, market.Cancel("MSFT", "1")));
        Assert.All(line.TakeReport().Rejections, rejection => Assert.Equal(RejectReason.UnknownSymbol, rejection.Reason));
        Assert.Equal(1, market.Symbols.Count);
    }

    [Fact]
    public void Symbols_and_venues_beyond_their_limits_are_refused_and_known_ones_live_on()
    {
        for (var i = 0; i < _market.Symbols.MaxSymbols; i++)
        {
            Assert.Equal(TickOutcome.Applied, TestMarket.Apply(_line, _market.Quote($"S{i}", 1, 1, 2, 1)));
        }

        Reject(_market.Quote("NEW", 1, 1, 2, 1), RejectReason.TooManySymbols, "symbols");
        for (var i = 1; i < VenueQuotes.MaxVenues; i++)
        {
            Assert.Equal(TickOutcome.Applied, TestMarket.Apply(_line, _market.Quote("S0", 1, 1, 2, 1, venue: OtherVenues.Substring((i - 1) * Mic.Length, Mic.Length))));
        }

        var before = _market.State("S0");
        Reject(_market.Quote("S0", 9, 1, 10, 1, venue: "XCBO"), RejectReason.TooManySymbols, "64 venues");
        Assert.Equal(before, _market.State("S0"));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(_line, _market.Quote("S0", 1, 2, 2, 2)));
    }

    [Fact]
    public void Line_without_a_venue_of_its_own_needs_one_in_each_tick()
    {
        using var line = _market.Open(TestMarket.Terms("other") with { Venue = Mic.None });
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(line, _market.Quote("NEW", 1, 1, 2, 1)));
        Assert.Contains("venue", Assert.Single(line.TakeReport().Rejections).Detail, StringComparison.Ordinal);
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Quote("NEW", 1, 1, 2, 1, venue: "ARCX")));
    }

    [Fact]
    public void State_of_a_later_contract_reads_as_halted()
    {
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(_line, _market.Status("AAPL", 99)));
        Assert.Equal(TradingState.Halted, _market.State("AAPL").TradingState);
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(_line, _market.Status("MSFT", -1)));
        Assert.Equal(TradingState.Halted, _market.State("MSFT").TradingState);
    }

    [Fact]
    public void Tickers_are_told_apart_to_the_last_byte_and_keep_their_channels()
    {
        const int Count = 5_000;
        var market = new TestMarket(maxSymbols: Count * 2);
        using var line = market.Open();
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < Count; i++)
            {
                TestMarket.Apply(line, market.Quote($"A{i}", 1 + i, 1, 2 + i, 1));
                TestMarket.Apply(line, market.Quote($"SAMEHEADOFALL{i}", 1 + i, 1, 2 + i, 1));
            }
        }

        Assert.Equal(Count * 2, market.Symbols.Count);
        foreach (var channel in market.Symbols.Snapshot())
        {
            Assert.Equal(2, channel.Read(out var state));
            Assert.EndsWith($"{(state.Nbbo.Bid.Nanos / 10_000_000) - 1}", channel.Symbol, StringComparison.Ordinal);
        }
    }

    private void Reject(in ProviderTick tick, RejectReason reason, string detail)
    {
        var symbols = _market.Symbols.Count;
        var counted = _market.Handler.Rejections[reason];
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(_line, tick));
        var rejection = Assert.Single(_line.TakeReport().Rejections);
        Assert.Equal(reason, rejection.Reason);
        Assert.Contains(detail, rejection.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(rejection.Detail.Length, 10, 250);
        Assert.InRange(rejection.Symbol.Length, 0, 32);
        Assert.Equal(symbols, _market.Symbols.Count);
        Assert.Equal(counted + 1, _market.Handler.Rejections[reason]);
    }

    private void ApplyAllBad(TickCheck check)
    {
        check(_market.Quote("AAPL", -1, 1, 2, 1));
        check(_market.Quote("AAPL", 1, 1, 2, ulong.MaxValue));
        check(_market.Trade("AAPL", 1, 0));
        check(_market.Trade("AAPL", 1, 1, conditions: "ABCDE"));
        check(_market.Cancel("AAPL", "2"));
        check(_market.Cancel("AAPL", "1", venue: "ARCX"));
        check(_market.Correction("AAPL", "2", 1, 1));
        check(_market.Correction("AAPL", "1", 0, 1));
        check(_market.Status("AAPL", 0));
        check(_market.Tick("AAPL", TickKind.Reference) with { PreviousClose = 100, OfficialOpen = -1 });
        check(_market.Tick("AAPL", TickKind.None));
    }

    private delegate void TickCheck(in ProviderTick tick);
}
