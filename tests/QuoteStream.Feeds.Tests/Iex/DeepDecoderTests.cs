using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Iex;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Iex;

public sealed class DeepDecoderTests
{
    private const string Aapl = "AAPL";

    // What held a number.
    private const string None = "";

    [Fact]
    public void The_best_of_the_levels_is_the_quote()
    {
        Assert.Equal(
            ["300 at 100, 0 at 0", "300 at 100, 200 at 104", "50 at 101, 200 at 104", "50 at 101, 25 at 103", None, None, "60 at 101, 25 at 103", "300 at 100, 25 at 103", "0 at 0, 25 at 103"],
            Quotes(
                DeepWriter.Buy(Aapl, 300, 100),
                DeepWriter.Sell(Aapl, 200, 104),
                DeepWriter.Buy(Aapl, 50, 101),
                DeepWriter.Sell(Aapl, 25, 103),
                DeepWriter.Buy(Aapl, 500, 99),
                DeepWriter.Buy(Aapl, 0, 99),
                DeepWriter.Buy(Aapl, 60, 101),
                DeepWriter.Buy(Aapl, 0, 101),
                DeepWriter.Buy(Aapl, 0, 100)));
    }

    [Fact]
    public void Nothing_is_quoted_inside_an_event_that_changes_several_levels()
    {
        Assert.Equal(
            ["300 at 100, 0 at 0", "300 at 100, 100 at 101", None, None, None, "40 at 102, 100 at 103"],
            Quotes(
                DeepWriter.Buy(Aapl, 300, 100),
                DeepWriter.Sell(Aapl, 100, 101),
                DeepWriter.Sell(Aapl, 100, 103, isComplete: false),
                DeepWriter.Sell(Aapl, 0, 101, isComplete: false),
                DeepWriter.Buy(Aapl, 0, 100, isComplete: false),
                DeepWriter.Buy(Aapl, 40, 102)));
    }

    [Fact]
    public void Each_symbol_has_its_own_book()
    {
        Assert.Equal(
            ["1 at 100, 0 at 0", "0 at 0, 2 at 50", "1 at 100, 3 at 105"],
            Quotes(DeepWriter.Buy(Aapl, 1, 100), DeepWriter.Sell("AA-", 2, 50), DeepWriter.Sell(Aapl, 3, 105)));
    }

    [Fact]
    public void What_is_no_level_means_what_it_means_in_TOPS_or_holds_its_number()
    {
        using IexDecoder feed = Open(DeepWriter.Segment(
            1,
            [
                TopsWriter.Trade(Aapl, 100, 1_891_300, 42, 0x40),
                TopsWriter.Trade(Aapl, 100, 1_891_300, 42, 0x40, 'B'),
                TopsWriter.OfficialPrice(Aapl, 'Q', 1_891_000),
                TopsWriter.Status(Aapl, 'H', "T1"),
                TopsWriter.Message('E', (byte)'O', Aapl, 18),
                TopsWriter.Message('I', (byte)'A', Aapl, 18),
                TopsWriter.Message('P', 1, Aapl, 19),
                TopsWriter.Message('A', (byte)'C', Aapl, 80),
                TopsWriter.Quote(Aapl, 1, 2, 3, 4),
                DeepWriter.Buy(Aapl, 100, 0),
                DeepWriter.Sell(Aapl, 100, -5),
                TopsWriter.Message('8', 1, Aapl, 29),
            ]));

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        Assert.Equal(Enumerable.Range(1, 12).Select(n => (ulong)n), ticks.Select(t => t.Sequence));
        Assert.Equal(("42", "@ T"), (ticks[0].Tick.Trade.Id, ticks[0].Tick.Trade.Conditions));
        Assert.Equal("42", ticks[1].Tick.Cancel.Id);
        Assert.Equal(1_891_000, ticks[2].Tick.Reference.OfficialOpen);
        Assert.Equal(TradingState.Halted, ticks[3].Tick.Status.State);
        Assert.All(ticks[4..], t => Assert.Equal(new Reference(), t.Tick.Reference));
        Assert.Equal((1, 3), (feed.Counts.UnknownMessages, feed.Counts.MalformedMessages));
    }

    [Fact]
    public void Price_levels_are_no_messages_of_TOPS()
    {
        using var feed = new IexDecoder(
            CaptureFile.Open(new MemoryStream(TopsWriter.Capture(TopsWriter.Segment(1, [DeepWriter.Buy(Aapl, 1, 2), TopsWriter.Message('E', 1, Aapl, 18)])))));

        Assert.Empty(PublishedTicks.ReadAll(feed));
        Assert.Equal(2, feed.Counts.UnknownMessages);
    }

    [Fact]
    public void A_message_that_comes_again_or_late_leaves_the_book_alone()
    {
        byte[] first = DeepWriter.Segment(1, [DeepWriter.Buy(Aapl, 300, 100)]);
        using IexDecoder feed = Open(
            first,
            DeepWriter.Segment(2, [DeepWriter.Buy(Aapl, 0, 100)]),
            first,
            DeepWriter.Segment(4, [DeepWriter.Buy(Aapl, 10, 98)]),
            DeepWriter.Segment(3, [DeepWriter.Buy(Aapl, 10, 99)]),
            DeepWriter.Segment(5, [DeepWriter.Sell(Aapl, 1, 105)]));

        Assert.Equal(
            [(1, "300 at 100, 0 at 0"), (2, "0 at 0, 0 at 0"), (1, None), (4, "10 at 98, 0 at 0"), (3, None), (5, "10 at 98, 1 at 105")],
            PublishedTicks.ReadAll(feed).Select(t => ((int)t.Sequence, QuoteOf(t.Tick))));
    }

    [Fact]
    public void After_a_gap_the_levels_are_kept()
    {
        using IexDecoder feed = Open(
            DeepWriter.Segment(1, [DeepWriter.Buy(Aapl, 300, 100), DeepWriter.Sell(Aapl, 10, 101)]),
            DeepWriter.Segment(9, [DeepWriter.Sell(Aapl, 20, 101)]));

        Assert.Equal("300 at 100, 20 at 101", QuoteOf(PublishedTicks.ReadAll(feed).Last().Tick));
        Assert.Equal((1, 6ul), (feed.Counts.Gaps, feed.Counts.MissingMessages));
    }

    [Theory]
    [InlineData(8u, "deep-1-8-20170710")]
    [InlineData(7u, "deep-1-7-20170710-143220")]
    public void A_session_begins_with_empty_books_also_when_its_id_is_the_one_before(uint session, string name)
    {
        const long Later = TopsWriter.Time + 2_000_000_000;
        using IexDecoder feed = Open(
            DeepWriter.Segment(1, [DeepWriter.Buy(Aapl, 300, 100), DeepWriter.Buy("AA-", 5, 50)]),
            DeepWriter.Segment(1, [], Later, session),
            DeepWriter.Segment(1, [DeepWriter.Sell(Aapl, 10, 101), DeepWriter.Buy("AA-", 5, 50)], Later, session));
        var source = new DecodedTicks(feed);
        var batch = new Client.Feeds.TickBatch();

        Assert.Equal(TickReadingEnd.SessionEnded, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal(name, source.SessionName);
        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(source)];
        Assert.Equal([1ul, 2ul], ticks.Select(t => t.Sequence));
        Assert.Equal(["0 at 0, 10 at 101", None], ticks.Select(t => QuoteOf(t.Tick)));
        Assert.Equal((1, 0, 0), (feed.Counts.FurtherSessions, feed.Counts.Gaps, feed.Counts.RepeatedSegments));
    }

    [Fact]
    public void A_second_copy_of_the_first_segment_begins_no_session()
    {
        byte[][] messages = [DeepWriter.Buy(Aapl, 300, 100)];
        using IexDecoder feed = Open(DeepWriter.Segment(1, messages), DeepWriter.Segment(1, messages, TopsWriter.Time + 1_000_000));

        Assert.Equal([1ul, 1ul], PublishedTicks.ReadAll(feed).Select(t => t.Sequence));
        Assert.Equal((0, 1), (feed.Counts.FurtherSessions, feed.Counts.RepeatedSegments));
    }

    [Fact]
    public void Prices_beyond_what_a_book_holds_push_out_the_worst_and_are_counted()
    {
        byte[][] segments =
        [
            .. Enumerable.Range(0, 82).Select(i => DeepWriter.Segment(
                (ulong)(1 + (100 * i)), [.. Enumerable.Range(0, 100).Select(j => DeepWriter.Buy(Aapl, 1, 1 + (100 * i) + j))])),
        ];
        using IexDecoder feed = Open(segments);

        Assert.Equal("1 at 8200, 0 at 0", QuoteOf(PublishedTicks.ReadAll(feed).Last().Tick));
        Assert.Equal(8, feed.Counts.DroppedLevels);
    }

    [Fact]
    public void The_capture_is_recognized_and_told_apart()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal("iex-deep", Recognize(folder, DeepWriter.Protocol));
        Assert.Equal("iex-tops", Recognize(folder, 0x8003));
        Assert.Contains("IEX DEEP+", Assert.Throws<FeedFormatException>(() => Recognize(folder, 0x8005)).Message);
    }

    [Fact]
    public void A_capture_of_the_other_feed_says_so_at_its_end()
    {
        using var deep = new IexDecoder(Capture(TopsWriter.Segment(1, [TopsWriter.Quote(Aapl, 1, 2, 3, 4)])), IexFeed.Deep);
        using var tops = new IexDecoder(Capture(DeepWriter.Segment(1, [DeepWriter.Buy(Aapl, 1, 2)])));

        Assert.Empty(PublishedTicks.ReadAll(deep));
        Assert.Empty(PublishedTicks.ReadAll(tops));
        Assert.Equal("The capture holds IEX TOPS 1.6 and no DEEP 1.0", deep.EndDetail);
        Assert.Equal("The capture holds IEX DEEP 1.0 and no TOPS", tops.EndDetail);
    }

    [Fact]
    public void A_segment_with_any_byte_changed_or_cut_throws_nothing()
    {
        byte[] segment = DeepWriter.Segment(1, [DeepWriter.Buy(Aapl, 1, 2), DeepWriter.Sell(Aapl, 1, 3, isComplete: false), TopsWriter.Trade(Aapl, 1, 2, 3)]);
        foreach (byte value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
        {
            for (int i = 0; i < segment.Length; i++)
            {
                byte[] changed = [.. segment];
                changed[i] = value;
                using IexDecoder feed = Open(changed, changed[..i], segment);
                Assert.All(PublishedTicks.ReadAll(feed), t => Assert.NotEqual(Tick.EventOneofCase.None, t.Tick.EventCase));
            }
        }
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        byte[][] messages = [DeepWriter.Buy(Aapl, 5, 100), DeepWriter.Sell(Aapl, 5, 101, isComplete: false), DeepWriter.Buy(Aapl, 0, 100), DeepWriter.Sell(Aapl, 0, 101)];
        byte[] capture = TopsWriter.Capture([.. Enumerable.Range(0, 3000).Select(i => DeepWriter.Segment((ulong)(1 + (4 * i)), messages))]);

        Assert.Equal(11_000, AllocationAssert.ReadsWithoutGarbage(() => new IexDecoder(CaptureFile.Open(new MemoryStream(capture)), IexFeed.Deep)));
    }

    private static string Recognize(TemporaryFolder folder, ushort protocol)
    {
        string path = Path.Combine(folder.Path, Path.GetRandomFileName());
        File.WriteAllBytes(path, TopsWriter.Capture(TopsWriter.Segment(1, [TopsWriter.SystemEvent('O')], protocol)));
        return FeedFormats.Recognize(FeedFile.Open(path)).Name;
    }

    private static IexDecoder Open(params byte[][] segments) => new(Capture(segments), IexFeed.Deep);

    private static CaptureReader Capture(params byte[][] segments) => CaptureFile.Open(new MemoryStream(TopsWriter.Capture(segments)));

    private static string[] Quotes(params byte[][] messages)
    {
        using IexDecoder feed = Open(DeepWriter.Segment(1, messages));
        return [.. PublishedTicks.ReadAll(feed).Select(t => QuoteOf(t.Tick))];
    }

    private static string QuoteOf(Tick tick) =>
        tick.Quote is { } quote ? $"{quote.BidSize} at {quote.BidPrice}, {quote.AskSize} at {quote.AskPrice}" : None;
}
