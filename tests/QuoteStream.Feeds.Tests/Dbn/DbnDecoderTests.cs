using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Dbn;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Dbn;

public sealed class DbnDecoderTests
{
    private const long Dollar = 1_000_000_000;

    public static TheoryData<byte, bool> Versions => new() { { 1, false }, { 1, true }, { 2, false }, { 2, true }, { 3, false }, { 3, true } };

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_kind_of_record_is_read_in_every_version(byte version, bool hasSendTimes)
    {
        DbnWriter file = new DbnWriter(version, hasSendTimes: hasSendTimes, mappings: ("AAPL", 20201228, 20201229, "7"))
            .Trade(7, 190 * Dollar, 100)
            .Quote(7, (189 * Dollar, 200), (191 * Dollar, 300))
            .Quote(7, (189 * Dollar, 200), (191 * Dollar, 300), action: 'T', price: 191 * Dollar, size: 5)
            .Bbo(7, (188 * Dollar, 1), (192 * Dollar, 2), DbnWriter.Time + 1_000_000_000)
            .Status(7, action: 8, reason: 30, isTrading: 'N')
            .Definition(8, "MSFT")
            .Trade(8, 50 * Dollar, 1)
            .SymbolMapping(9, "IBM")
            .Trade(9, 60 * Dollar, 2);

        using DbnDecoder decoder = Open(file);
        Tick[] ticks = Read(decoder);

        Assert.Equal(
            [
                "AAPL trade 100 at 190000000000",
                "AAPL 200 at 189000000000, 300 at 191000000000",
                "AAPL 200 at 189000000000, 300 at 191000000000",
                "AAPL trade 5 at 191000000000",
                "AAPL 1 at 188000000000, 2 at 192000000000",
                "AAPL Halted T1",
                "MSFT reference USD 100",
                "MSFT trade 1 at 50000000000",
                "IBM trade 2 at 60000000000",
            ],
            ticks.Select(Show));
        Assert.Equal([.. Enumerable.Repeat(DbnWriter.Time, 4), DbnWriter.Time + 1_000_000_000], ticks.Take(5).Select(t => t.Time));
        Assert.All(ticks, t => Assert.Equal("XNAS", t.Venue));
        Assert.Equal(new VenueTerms("XNAS", -9, 0, Symbology.NasdaqIntegrated, SaleConditionScheme.Unspecified), decoder.Terms);
        Assert.Equal($"DBN version {version}, XNAS.ITCH", decoder.Format);
        Assert.Equal("dbn-xnas.itch-1609160400", decoder.SessionName);
        Assert.Equal((RecordingEnd.Whole, 9), (decoder.Ending, decoder.Counts.Records));
    }

    [Fact]
    public void An_undefined_price_is_an_empty_side()
    {
        DbnWriter file = Apple()
            .Quote(7, (DbnWriter.NoPrice, 0), (5, 6))
            .Quote(7, (3, 4), (DbnWriter.NoPrice, 9))
            .Quote(7, (DbnWriter.NoPrice, 0), (DbnWriter.NoPrice, 0), action: 'R');

        Assert.Equal(["AAPL 0 at 0, 6 at 5", "AAPL 4 at 3, 0 at 0", "AAPL 0 at 0, 0 at 0"], Read(file).Select(Show));
    }

    [Fact]
    public void Symbols_are_those_of_the_record_s_day()
    {
        const ulong Day = 86_400_000_000_000;
        DbnWriter file = new DbnWriter(2, mappings: [("FB", 20201201, 20201229, "7"), ("META", 20201229, 20210101, "7"), ("OFF", 20201201, 20210101, "")])
            .Trade(7, 1, 1)
            .Trade(7, 2, 1, received: DbnWriter.Time + Day)
            .Trade(7, 3, 1)
            .Trade(7, 4, 1, received: DbnWriter.Time + (10 * Day))
            .Trade(6, 5, 1);
        using DbnDecoder decoder = Open(file);

        Assert.Equal(["FB", "META", "FB"], Read(decoder).Select(t => t.Symbol));
        Assert.Equal(2, decoder.Counts.WithoutSymbol);
    }

    [Fact]
    public void Files_that_were_asked_for_by_number_name_the_symbols_the_other_way_round()
    {
        DbnWriter file = new DbnWriter(3, symbologyIn: 0, mappings: ("7", 20201201, 20210101, "AAPL")).Trade(7, 1, 1);

        Assert.Equal("AAPL", Assert.Single(Read(file)).Symbol);
    }

    [Fact]
    public void What_a_record_says_of_a_symbol_holds_from_then_on()
    {
        DbnWriter file = Apple().Trade(7, 1, 1).SymbolMapping(7, "NEW").Trade(7, 2, 1).Definition(7, "NEWER").Trade(7, 3, 1)
            .SymbolMapping(7, new string('X', 33)).Trade(7, 4, 1);
        using DbnDecoder decoder = Open(file);

        Assert.Equal(["AAPL", "NEW", "NEWER", "NEWER"], Read(decoder).Select(t => t.Symbol));
        Assert.Equal(1, decoder.Counts.WithoutSymbol);
    }

    [Fact]
    public void Ticks_have_their_publisher_s_venue_and_consolidated_quotes_nobody_s()
    {
        DbnWriter file = new DbnWriter(3, dataset: "EQUS.PLUS", mappings: ("AAPL", 20200101, 20300101, "7"))
            .Trade(7, 1, 1, publisher: 53)
            .Quote(7, (1, 1), (2, 1), type: 0xC2, action: 'T', price: 1, size: 1, publisher: 52)
            .Quote(7, (1, 1), (2, 1), type: 0xB1, publisher: 60)
            .Bbo(7, (1, 1), (2, 1), DbnWriter.Time, type: 0xC0, publisher: 60)
            .Trade(7, 1, 1, publisher: 9_999);
        using DbnDecoder decoder = Open(file);

        Assert.Equal(["XNYS", "EQUS", "XNAS", "EQUS", "EQUS", ""], Read(decoder).Select(t => t.Venue));
        Assert.Equal(1, decoder.Counts.UnknownPublishers);
        Assert.Equal("EQUS", decoder.Terms.Venue);
    }

    [Theory]
    [InlineData("XNYS.PILLAR", 1, Symbology.Cms, "XNYS")]
    [InlineData("XNYS.PILLAR", 5, Symbology.NasdaqIntegrated, "XNYS")]
    [InlineData("XNAS.ITCH", 6, Symbology.Cms, "XNAS")]
    [InlineData("GLBX.MDP3", 1, Symbology.Unspecified, "GLBX")]
    [InlineData("", 1, Symbology.Unspecified, "XXXX")]
    [InlineData("HERE", 1, Symbology.Unspecified, "XXXX")]
    public void Suffixes_and_venue_are_the_dataset_s(string dataset, byte symbologyIn, Symbology symbology, string venue)
    {
        using DbnDecoder decoder = Open(new DbnWriter(3, dataset, symbologyIn: symbologyIn));

        Assert.Equal((symbology, venue), (decoder.Terms.Symbology, decoder.Terms.Venue));
    }

    [Theory]
    [InlineData(1, '~', TradingState.PreOpen)]
    [InlineData(2, '~', TradingState.QuoteOnly)]
    [InlineData(4, 'Y', TradingState.Trading)]
    [InlineData(7, '~', TradingState.Trading)]
    [InlineData(8, 'Y', TradingState.Halted)]
    [InlineData(9, '~', TradingState.Paused)]
    [InlineData(10, '~', TradingState.Halted)]
    [InlineData(12, '~', TradingState.Closed)]
    [InlineData(15, '~', TradingState.Closed)]
    [InlineData(77, '~', TradingState.Halted)]
    [InlineData(77, 'Y', TradingState.Trading)]
    public void A_status_is_a_state(ushort action, char isTrading, TradingState state)
    {
        Assert.Equal(state, Assert.Single(Read(Apple().Status(7, action, isTrading: isTrading))).Status.State);
    }

    [Fact]
    public void What_means_no_tick_is_counted_by_its_kind()
    {
        DbnWriter file = Apple()
            .Other(0xA0, 56).Other(0x0A, 368).Other(0x20, 56).Other(0x21, 56).Other(0x14, 112).Other(0x18, 80).Other(0x15, 320).Other(0x17, 320).Other(0x77, 24)
            .Status(7, 0).Status(7, 14)
            .Trade(7, DbnWriter.NoPrice, 1).Trade(7, 1, 0).Trade(7, 1, 1, action: 'N')
            .Definition(7, "AAPL", action: 'D')
            .Quote(7, (1, 1), (2, 1), flags: 0x04)
            .Other(0x00, 44);
        using DbnDecoder decoder = Open(file);

        Assert.Single(Read(decoder));
        DbnCounts counts = decoder.Counts;
        Assert.Equal((17, 9, 2, 3, 1, 1), (counts.Records, counts.Unread, counts.StatusWithoutState, counts.IncompleteTrades, counts.DoubtedBooks, counts.TooShort));
        var figures = new FeedFigures();
        decoder.Describe(figures);
        Assert.Contains(("  ohlcv", "2"), figures.Lines);
        Assert.Contains(("  unknown (0x77)", "1"), figures.Lines);
    }

    [Fact]
    public void A_file_of_kinds_that_are_not_read_says_which()
    {
        using DbnDecoder decoder = Open(Apple().Other(0xA0, 56).Other(0xA0, 56).Other(0x18, 80));

        Assert.Empty(Read(decoder));
        Assert.Equal("It holds only records of which no tick is made (mbo, statistics)", decoder.EndDetail);
    }

    [Fact]
    public void Times_that_are_not_known_are_those_of_the_record_before()
    {
        DbnWriter file = Apple()
            .Trade(7, 1, 1, venueTime: DbnWriter.NoTime, received: DbnWriter.NoTime)
            .Trade(7, 2, 1, venueTime: 0, received: DbnWriter.Time + 50)
            .Trade(7, 3, 1, venueTime: DbnWriter.Time + 60, received: DbnWriter.NoTime)
            .Trade(7, 4, 1, venueTime: DbnWriter.NoTime, received: 0);

        Assert.Equal([0ul, 50, 60, 60], Read(file).Select(t => t.Time - DbnWriter.Time));
    }

    [Fact]
    public void Ticks_are_due_when_they_were_received()
    {
        using DbnDecoder decoder = Open(Apple().Trade(7, 1, 1).Trade(7, 2, 1, received: DbnWriter.Time + 100));
        var source = new DecodedTicks(decoder);
        var batch = new Client.Feeds.TickBatch();

        Assert.Equal(new TickReading(TickReadingEnd.NotDue, DbnWriter.Time + 100), source.Read(batch, 500, DbnWriter.Time + 99));
        Assert.Equal((1, 1ul), (batch.Count, batch.FirstSequence));
    }

    [Fact]
    public void Compressed_and_old_files_are_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("zstd -d day.dbn.zst", Refusal(folder, "day.dbn.zst", [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0]));
        Assert.Contains("DBZ", Refusal(folder, "day.dbz", [0x51, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]));
        Assert.Contains("fragment", Refusal(folder, "day.frag", [12, 0, 0, 0]));
        Assert.Contains("does not begin with", Refusal(folder, "day.csv", "1,2,3"u8.ToArray(), insist: true));
        Assert.Contains("zstd -d", Refusal(folder, "day.zst", [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0], insist: true));
    }

    [Fact]
    public void The_file_is_recognized()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal("dbn", FeedFormats.Recognize(Write(folder, "day", Apple().Trade(7, 1, 1).ToArray())).Name);
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        DbnWriter file = new DbnWriter(3, mappings: [("AAPL", 20200101, 20300101, "7"), ("MSFT", 20200101, 20300101, "8")]);
        for (int i = 0; i < 2_000; i++)
        {
            file.Trade(7, i + 1, 100).Quote(8, (i + 1, 1), (i + 2, 1), action: 'T', price: 5, size: 1).Status(7, 7);
        }

        byte[] bytes = file.ToArray();
        Assert.Equal(7_000, AllocationAssert.ReadsWithoutGarbage(() => DbnDecoder.Open(Input(bytes), new FeedOpening())));
    }

    private static DbnWriter Apple() => new(3, mappings: ("AAPL", 20200101, 20300101, "7"));

    private static FeedInput Input(byte[] bytes)
    {
        var stream = new MemoryStream(bytes);
        return new FeedInput(stream, stream);
    }

    private static DbnDecoder Open(DbnWriter file) => DbnDecoder.Open(Input(file.ToArray()), new FeedOpening());

    private static Tick[] Read(DbnWriter file)
    {
        using DbnDecoder decoder = Open(file);
        return Read(decoder);
    }

    private static Tick[] Read(DbnDecoder decoder) => [.. PublishedTicks.ReadAll(decoder).Select(t => t.Tick)];

    private static string Show(Tick tick) => tick.EventCase switch
    {
        Tick.EventOneofCase.Trade => $"{tick.Symbol} trade {tick.Trade.Size} at {tick.Trade.Price}",
        Tick.EventOneofCase.Quote => $"{tick.Symbol} {tick.Quote.BidSize} at {tick.Quote.BidPrice}, {tick.Quote.AskSize} at {tick.Quote.AskPrice}",
        Tick.EventOneofCase.Status => $"{tick.Symbol} {tick.Status.State} {tick.Status.Reason}",
        _ => $"{tick.Symbol} reference {tick.Reference.Currency} {tick.Reference.RoundLot}",
    };

    private static FeedFile Write(TemporaryFolder folder, string name, byte[] content)
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, content);
        return FeedFile.Open(path);
    }

    private static string Refusal(TemporaryFolder folder, string name, byte[] content, bool insist = false)
    {
        FeedFile file = Write(folder, name, content);
        return Assert.Throws<FeedFormatException>(() =>
        {
            IFeedFormat format = insist ? new DbnFormat() : FeedFormats.Recognize(file);
            format.Open([file], new FeedOpening()).Dispose();
        }).Message;
    }
}
