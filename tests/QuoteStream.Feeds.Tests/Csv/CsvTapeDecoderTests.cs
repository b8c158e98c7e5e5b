using System.IO.Compression;
using System.Text;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Csv;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Feeds.Tests.Captures;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Csv;

public sealed class CsvTapeDecoderTests : IDisposable
{
    private const string TradeName = "20131007_ibm_Trade_Tick.csv";
    private const string QuoteName = "20131007_ibm_Quote_Tick.csv";

    // 4:00 in New York on 2013-10-07, in summer time.
    private const ulong FourOClock = 1_381_132_800_000_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trade_is_told_with_its_exchange_and_the_tape_s_codes()
    {
        Tick tick = Assert.Single(Read((TradeName, "14400000.25,1815200,283,P,20002020,0")));

        Assert.Equal(
            new Tick
            {
                Symbol = "IBM",
                Time = FourOClock + 250_000,
                Venue = "ARCX",
                Trade = new Trade { Price = 1_815_200, Size = 283, Conditions = "TF" },
            },
            tick);
    }

    [Fact]
    public void Rows_of_one_side_make_each_exchange_s_whole_quote()
    {
        Tick[] ticks = Read((QuoteName, """
            14400000,1000000,100,0,0,P,1,0
            14400000,0,0,1010000,200,P,1,0
            14400001,0,0,1005000,300,Q,1,0
            14400002,1000500,400,0,0,T,1,0
            14400003,1000100,500,0,0,P,1,0
            14400004,0,0,0,0,P,1,0
            14400005,1000200,600,1000900,700,P,1,0
            """));

        Assert.Equal(
            [
                "ARCX 100 at 1000000, 0 at 0",
                "ARCX 100 at 1000000, 200 at 1010000",
                "XNAS 0 at 0, 300 at 1005000",
                "XNAS 400 at 1000500, 300 at 1005000",
                "ARCX 500 at 1000100, 200 at 1010000",
                "ARCX 0 at 0, 0 at 0",
                "ARCX 600 at 1000200, 700 at 1000900",
            ],
            ticks.Select(Show));
    }

    [Fact]
    public void Files_are_merged_by_time_quotes_before_trades_and_rows_of_one_file_in_their_order()
    {
        string[] told = [.. Read(
            (TradeName, "1000,11,1,P,1,0\n2000,12,1,P,1,0\n2000,13,1,P,1,0\n1500,14,1,P,1,0\n3000,15,1,P,1,0\n"),
            ("20131007_ge_Trade_Tick.csv", "2000,21,1,P,1,0\n"),
            (QuoteName, "2000,31,1,0,0,P,1,0\n2500,32,1,0,0,P,1,0\n")).Select(t => $"{t.Symbol} {t.Trade?.Price ?? t.Quote.BidPrice}")];

        Assert.Equal(["IBM 11", "IBM 31", "IBM 12", "IBM 13", "IBM 14", "GE 21", "IBM 32", "IBM 15"], told);
    }

    [Fact]
    public void A_day_is_a_session_and_begins_without_quotes()
    {
        using CsvTapeDecoder decoder = Open(
            new FeedOpening(), (QuoteName, "1000,1,100,0,0,P,1,0"), ("20131008_ibm_Quote_Tick.csv", "1000,0,0,2,100,P,1,0"));
        var source = new DecodedTicks(decoder);
        var batch = new Client.Feeds.TickBatch();

        Assert.Equal(TickReadingEnd.SessionEnded, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal((1, 1ul), (batch.Count, batch.FirstSequence));
        Assert.Equal("tape-20131008", source.SessionName);
        Assert.Equal("ARCX 0 at 0, 100 at 2", Show(Assert.Single(PublishedTicks.ReadAll(source)).Tick));
    }

    [Fact]
    public void Letters_without_an_exchange_have_the_session_s_venue()
    {
        using CsvTapeDecoder decoder = Open(new FeedOpening(), (TradeName, "1000,1,1,S,1,0\n1000,1,1,E,1,0"));

        Assert.Equal(["", ""], PublishedTicks.ReadAll(decoder).Select(t => t.Tick.Venue));
        Assert.Equal("XXXX", decoder.Terms.Venue);
        Assert.Equal("2", Figure(decoder, "of no known exchange"));
        using CsvTapeDecoder told = Open(new FeedOpening { Venue = "XNYS" }, (TradeName, "1000,1,1,S,1,0"));
        Assert.Equal("XNYS", told.Terms.Venue);
    }

    [Fact]
    public void Doubted_trades_and_price_bands_are_left_out_and_counted_doubted_quotes_are_told()
    {
        using CsvTapeDecoder decoder = Open(
            new FeedOpening(),
            (TradeName, "1000,1,1,P,1,1\n1000,2,1,P,1,0"),
            (QuoteName, "1000,3,100,0,0,P,1,1\n1000,4,100,0,0,P,40001,0\n1000,5,100,0,0,P,80000,0\n1000,6,100,0,0,P,40,0"));

        Assert.Equal(["ARCX 100 at 3, 0 at 0", "ARCX 2"], PublishedTicks.ReadAll(decoder).Select(t => Show(t.Tick)));
        Assert.Equal(
            ["1", "1", "3"], new[] { "left out, doubted", "doubted", "left out, indications" }.Select(label => Figure(decoder, label)));
    }

    [Fact]
    public void Malformed_rows_are_counted_by_reason_and_the_first_is_named()
    {
        using CsvTapeDecoder decoder = Open(
            new FeedOpening(),
            (TradeName, $"time,price,size,exchange,conditions,suspicious\r\n1000,1,1,P,1,0\r\n\r\nx,1,1,P,1,0\r\n{new string('9', 5_000)}\r\n1000,2,1,P,1,0\r\n1000,3,1,P,1,"));

        Assert.Equal([1, 2], PublishedTicks.ReadAll(decoder).Select(t => t.Tick.Trade.Price));
        Assert.Equal("4", Figure(decoder, "malformed rows"));
        Assert.Equal(["2", "1", "1"], new[] { "time", "number of fields", "suspicious flag" }.Select(label => Figure(decoder, label)));
        Assert.Equal($"{TradeName}, line 1: time", Figure(decoder, "the first"));
        Assert.Equal(RecordingEnd.Whole, decoder.Ending);
    }

    [Theory]
    [InlineData("trades.csv")]
    [InlineData("20131007_trade.csv")]
    [InlineData("20139907_ibm_Trade_Tick.csv")]
    public void What_the_name_does_not_tell_the_user_has_to(string name)
    {
        const string Row = "1000,1,1,P,1,0";
        Assert.Contains("--date and --symbol", Assert.Throws<FeedFormatException>(() => Open(new FeedOpening(), (name, Row))).Message);
        using CsvTapeDecoder told = Open(new FeedOpening { Date = new DateOnly(2013, 10, 7), Symbol = "BRK.A" }, (name, Row));

        Tick tick = Assert.Single(PublishedTicks.ReadAll(told)).Tick;
        Assert.Equal(("BRK.A", FourOClock - 14_399_000_000_000), (tick.Symbol, tick.Time));
    }

    [Fact]
    public void Winter_time_is_an_hour_later()
    {
        Assert.Equal(1_386_572_400_000_000_000ul, Assert.Single(Read(("20131209_ibm_Trade_Tick.csv", "7200000,1,1,P,1,0"))).Time);
    }

    [Fact]
    public void A_file_without_a_readable_row_is_refused_and_not_recognized()
    {
        FeedFile file = Write(TradeName, "what,is,this\n1,2,3\n");

        Assert.False(new CsvTapeFormat().Recognizes(file));
        Assert.Contains("a trade of six fields", Assert.Throws<FeedFormatException>(() => CsvTapeDecoder.Open([file], new FeedOpening())).Message);
    }

    [Fact]
    public void Zip_and_gzip_are_read_as_the_plain_file_is_and_a_cut_one_as_far_as_it_goes()
    {
        byte[] rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i * 1000},{i * i % 977 + 1},{i % 31 + 1},P,1,0\n")));
        byte[] gzip = CaptureWriter.Gzip(rows);
        using CsvTapeDecoder whole = CsvTapeDecoder.Open([Write("20131007_ibm_Trade_Tick.csv.gz", gzip)], new FeedOpening());
        using CsvTapeDecoder zipped = CsvTapeDecoder.Open([Write("20131007_trade.zip", Zip(TradeName, rows))], new FeedOpening());
        using CsvTapeDecoder cut = CsvTapeDecoder.Open([Write("20131007_ibm_cut.csv.gz", gzip[..(gzip.Length / 2)])], new FeedOpening());

        Tick[] ticks = [.. PublishedTicks.ReadAll(whole).Select(t => t.Tick)];
        Assert.Equal(20_000, ticks.Length);
        Assert.Equal(ticks, PublishedTicks.ReadAll(zipped).Select(t => t.Tick));
        Tick[] some = [.. PublishedTicks.ReadAll(cut).Select(t => t.Tick)];
        Assert.InRange(some.Length, 1, 19_999);
        Assert.Equal(ticks[..some.Length], some);
        Assert.Equal((RecordingEnd.Whole, RecordingEnd.CutShort), (whole.Ending, cut.Ending));
        Assert.Matches($"after line ({some.Length}|{some.Length + 1}): the compressed data", cut.EndDetail);
        Assert.Null(Figure(cut, "malformed rows"));
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        string trades = string.Concat(Enumerable.Range(1, 10_000).Select(i => $"{i}.5,1815200,283,P,20002020,0\n"));
        string quotes = string.Concat(Enumerable.Range(1, 10_000).Select(i => $"{i},1815200,283,0,0,P,1,0\n"));

        Assert.Equal(19_000, AllocationAssert.ReadsWithoutGarbage(() => Open(new FeedOpening(), (TradeName, trades), (QuoteName, quotes))));
    }

    private static string Show(Tick tick) => tick.Trade is { } trade
        ? $"{tick.Venue} {trade.Price}"
        : $"{tick.Venue} {tick.Quote.BidSize} at {tick.Quote.BidPrice}, {tick.Quote.AskSize} at {tick.Quote.AskPrice}";

    private static string? Figure(FeedDecoder decoder, string label)
    {
        var figures = new FeedFigures();
        decoder.Describe(figures);
        return figures.Lines.SingleOrDefault(l => l.Label.Trim() == label).Value;
    }

    private static byte[] Zip(string name, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return stream.ToArray();
    }

    private Tick[] Read(params (string Name, string Rows)[] files)
    {
        using CsvTapeDecoder decoder = Open(new FeedOpening(), files);
        return [.. PublishedTicks.ReadAll(decoder).Select(t => t.Tick)];
    }

    private CsvTapeDecoder Open(FeedOpening opening, params (string Name, string Rows)[] files) =>
        CsvTapeDecoder.Open([.. files.Select(f => Write(f.Name, f.Rows))], opening);

    private FeedFile Write(string name, string rows) => Write(name, Encoding.Latin1.GetBytes(rows));

    private FeedFile Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return FeedFile.Open(path);
    }
}
