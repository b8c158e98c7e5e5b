using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Itch;

public sealed class MoldDecoderTests
{
    private static readonly byte[] Add = ItchBytes.Add(1, "AAPL", 1, 'B', 300, 100);
    private static readonly byte[] Cancel = ItchBytes.Cancel(1, 1, 10);

    [Fact]
    public void The_packets_numbers_are_the_ticks_and_holes_are_told()
    {
        using MoldDecoder feed = Open(
            ItchBytes.Packet(10, Add, Cancel),
            ItchBytes.Packet(15, Cancel),
            ItchBytes.Packet(20),
            ItchBytes.Packet(20, Cancel));

        Assert.Equal([10ul, 11, 15, 20], PublishedTicks.ReadAll(feed).Select(t => t.Sequence));
        Assert.Equal((2, 3 + 4ul), (feed.Counts.Gaps, feed.Counts.MissingMessages));
        Assert.Equal((4, 1), (feed.Counts.Packets, feed.Counts.Heartbeats));
    }

    [Fact]
    public void Messages_that_were_read_are_not_applied_again()
    {
        using MoldDecoder feed = Open(
            ItchBytes.Packet(1, Add, Cancel),
            ItchBytes.Packet(1, Add, Cancel),
            ItchBytes.Packet(2, Cancel, Cancel),
            ItchBytes.Packet(1, Add));

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        Assert.Equal([1ul, 2, 3], ticks.Select(t => t.Sequence));
        Assert.Equal(280ul, ticks[^1].Tick.Quote.BidSize);
        Assert.Equal(2, feed.Counts.RepeatedPackets);
        Assert.Equal(0, feed.Counts.Gaps);
    }

    [Fact]
    public void What_one_line_lost_is_taken_from_the_other_before_the_books_see_it()
    {
        byte[][] packets =
        [
            .. Enumerable.Range(0, 50).Select(i => (ulong)i * 2).Select(number => ItchBytes.Packet(
                1 + number, ItchBytes.Add(1, "AAPL", number, 'B', 1, 100), ItchBytes.Add(1, "AAPL", number + 1, 'S', 1, 101))),
        ];
        using var whole = OpenLines(packets);
        using var lines = OpenLines([.. packets.Where((_, i) => i % 3 != 1)], [.. packets.Where((_, i) => i % 3 != 0)]);

        Assert.Equal(PublishedTicks.ReadAll(whole), PublishedTicks.ReadAll(lines));
        Assert.Equal(0, lines.Counts.Gaps);
        Assert.True(lines.Counts.RepeatedPackets > 10);
        Assert.Equal(whole.SessionName, lines.SessionName);
    }

    [Fact]
    public void Messages_of_two_lines_with_other_losses_have_the_same_numbers()
    {
        byte[][] packets = [.. Enumerable.Range(0, 60).Select(i => ItchBytes.Packet(1 + (ulong)i, i == 0 ? Add : Cancel))];
        using var a = OpenLines([.. packets.Where((_, i) => i % 3 != 1)]);
        using var b = OpenLines([.. packets.Where((_, i) => i % 3 != 2)]);

        ulong[] numbers = [.. PublishedTicks.ReadAll(a).Concat(PublishedTicks.ReadAll(b)).Select(t => t.Sequence).Distinct().Order()];

        Assert.Equal(Enumerable.Range(1, 30).Select(n => (ulong)n), numbers.Take(30));
        Assert.Equal(a.SessionName, b.SessionName);
        // The last packet that line B lost is the last of all: nothing after it tells.
        Assert.Equal((20, 19), (a.Counts.Gaps, b.Counts.Gaps));
    }

    [Fact]
    public void A_new_session_begins_with_empty_books_and_another_name()
    {
        using MoldDecoder feed = Open(
            ItchBytes.Packet("SESSION-01", 5, [ItchBytes.Add(1, "OLD", 1, 'B', 300, 100), ItchBytes.Execute(1, 1, 10, 7)]),
            ItchBytes.Packet("SESSION-01", 7, [], 0xFFFF),
            ItchBytes.Packet("session_02", 1, [ItchBytes.Add(1, "NEW", 1, 'S', 200, 50)]),
            ItchBytes.Packet("SESSION-01", 7, [Add]));
        var source = new DecodedTicks(feed);
        var batch = new Client.Feeds.TickBatch();

        Assert.Equal(TickReadingEnd.SessionEnded, source.Read(batch, 500, ulong.MaxValue).End);
        Tick[] old = [.. PublishedTicks.Decode(batch)];
        Assert.Equal((5ul, 3), (batch.FirstSequence, batch.Count));
        Assert.Equal(("OLD", 290ul), (old[2].Symbol, old[2].Quote.BidSize));
        Assert.Equal("itch-xnas-session-02-20200130", source.SessionName);
        batch.Clear();
        Assert.Equal(TickReadingEnd.EndOfTicks, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal(new Quote { AskPrice = 50, AskSize = 200 }, Assert.Single(PublishedTicks.Decode(batch)).Quote);
        Assert.Equal(1, feed.Counts.OtherDatagrams);
    }

    [Fact]
    public void Another_feed_beside_it_is_left()
    {
        using MoldDecoder feed = Open(
            ItchBytes.Packet("A", 500, [Add]),
            ItchBytes.Packet("B", 700, [Cancel]),
            "too short"u8.ToArray(),
            ItchBytes.Packet("A", 501, [Cancel]));

        Assert.Equal([500ul, 501], PublishedTicks.ReadAll(feed).Select(t => t.Sequence));
        Assert.Equal(2, feed.Counts.OtherDatagrams);
    }

    [Fact]
    public void Packets_without_numbers_are_counted()
    {
        using MoldDecoder feed = Open(ItchBytes.Packet(0, Add), ItchBytes.Packet(0, Cancel), ItchBytes.Packet(0, Cancel));

        Assert.Equal([1ul, 2, 3], PublishedTicks.ReadAll(feed).Select(t => t.Sequence));
        Assert.Equal((0ul, 0), (feed.Number, feed.Counts.Gaps));
    }

    [Theory]
    [InlineData(18, 0x7F)]
    [InlineData(20, 0xFF)]
    [InlineData(19, 0x03)]
    [InlineData(10, 0xFF)]
    [InlineData(12, 0x01)]
    public void Lengths_and_numbers_that_cannot_be_cost_their_own_packet_at_most(int offset, byte value)
    {
        byte[] broken = ItchBytes.Packet(2, Cancel, Cancel);
        broken[offset] = value;
        using MoldDecoder feed = Open(ItchBytes.Packet(1, Add), broken, ItchBytes.Packet(4, Cancel));

        Assert.Equal(4ul, PublishedTicks.ReadAll(feed).Last().Sequence);
        Assert.Equal(1, feed.Counts.MalformedPackets);
    }

    [Fact]
    public void A_packet_with_any_byte_changed_or_cut_throws_nothing()
    {
        byte[] packet = ItchBytes.Packet(2, Add, Cancel, ItchBytes.Directory(1, "AAPL"), ItchBytes.Trade(1, "AAPL", 1, 2, 3));
        foreach (byte value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
        {
            for (int i = 0; i < packet.Length; i++)
            {
                byte[] changed = [.. packet];
                changed[i] = value;
                using MoldDecoder feed = Open(ItchBytes.Packet(1, Add), changed, changed[..i], packet);
                Assert.All(PublishedTicks.ReadAll(feed), t => Assert.NotEqual(Tick.EventOneofCase.None, t.Tick.EventCase));
            }
        }
    }

    private static MoldDecoder Open(params byte[][] packets) => OpenLines(packets);

    private static MoldDecoder OpenLines(params byte[][][] lines) => new(
        [.. lines.Select(packets => CaptureFile.Open(new MemoryStream(ItchBytes.Capture(packets))))], new DateOnly(2020, 1, 30), "XNAS");
}
