using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Iex;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Iex;

public sealed class IexDecoderTests
{
    private const string Aapl = "AAPL";

    [Fact]
    public void A_quote_is_a_quote_and_nothing_is_an_empty_side()
    {
        Tick[] ticks = Read(TopsWriter.Quote(Aapl, 300, 1_891_200, 1_891_400, 200), TopsWriter.Quote("AA-", 0, 0, 512_300, 100));

        Assert.Equal(
            [
                new Tick
                {
                    Symbol = "AAPL",
                    Time = TopsWriter.Time,
                    Quote = new Quote { BidPrice = 1_891_200, BidSize = 300, AskPrice = 1_891_400, AskSize = 200 },
                },
                new Tick { Symbol = "AA-", Time = TopsWriter.Time, Quote = new Quote { AskPrice = 512_300, AskSize = 100 } },
            ],
            ticks);
    }

    [Theory]
    [InlineData(0x00, "@")]
    [InlineData(0x80, "@F")]
    [InlineData(0x40, "@ T")]
    [InlineData(0x20, "@  I")]
    [InlineData(0x10, "@")]
    [InlineData(0x08, "@  X")]
    [InlineData(0x18, "@  X")]
    [InlineData(0xC0, "@FT")]
    [InlineData(0xA0, "@F I")]
    [InlineData(0x60, "@ TI")]
    [InlineData(0xE0, "@FTI")]
    [InlineData(0x28, "@  I")]
    [InlineData(0xF8, "@FTI")]
    [InlineData(0x07, "@")]
    public void Sale_condition_flags_print_as_the_tape_does(byte flags, string conditions)
    {
        Tick tick = Assert.Single(Read(TopsWriter.Trade(Aapl, 100, 1_891_300, 429_974, flags)));

        Assert.Equal(new Trade { Price = 1_891_300, Size = 100, Id = "429974", Conditions = conditions }, tick.Trade);
    }

    [Fact]
    public void Exactly_extended_hours_and_odd_lots_print_a_code_that_may_not_set_the_last_price()
    {
        for (int flags = 0; flags < 256; flags++)
        {
            string conditions = Assert.Single(Read(TopsWriter.Trade(Aapl, 100, 1_891_300, 1, (byte)flags))).Trade.Conditions;

            // Of the codes printed here, T and I count for the volume only (UTP plan, sale condition matrix).
            Assert.Equal((flags & 0x60) != 0, conditions.Contains('T') || conditions.Contains('I'));
        }
    }

    [Fact]
    public void A_break_cancels_the_trade_with_its_id()
    {
        Tick tick = Assert.Single(Read(TopsWriter.Trade(Aapl, 100, 1_891_300, long.MaxValue, 0x18, 'B')));

        Assert.Equal(long.MaxValue.ToString(), tick.Cancel.Id);
    }

    [Theory]
    [InlineData('T', "", TradingState.Trading)]
    [InlineData('H', "T1", TradingState.Halted)]
    [InlineData('O', "IPO2", TradingState.QuoteOnly)]
    [InlineData('P', "LUDP", TradingState.Paused)]
    public void A_trading_status_is_a_state_with_its_reason(char status, string reason, TradingState state)
    {
        Tick tick = Assert.Single(Read(TopsWriter.Status(Aapl, status, reason)));

        Assert.Equal(new Status { State = state, Reason = reason }, tick.Status);
    }

    [Fact]
    public void The_morning_s_not_halted_does_not_end_a_regulatory_halt()
    {
        Tick[] ticks = Read(TopsWriter.Status(Aapl, 'H', "T1"), TopsWriter.OperationalHalt(Aapl, 'N'));

        Assert.Equal(TradingState.Halted, ticks[0].Status.State);
        Assert.Equal(new Reference(), ticks[1].Reference);
    }

    [Fact]
    public void An_operational_halt_and_a_regulatory_halt_end_independently()
    {
        Tick[] ticks = Read(
            TopsWriter.OperationalHalt(Aapl, 'O'),
            TopsWriter.Status(Aapl, 'H', "T1"),
            TopsWriter.Status(Aapl, 'T'),
            TopsWriter.OperationalHalt(Aapl, 'N'),
            TopsWriter.Status(Aapl, 'P', "LUDP"),
            TopsWriter.OperationalHalt(Aapl, 'O'),
            TopsWriter.OperationalHalt(Aapl, 'N'));

        Assert.Equal(
            [
                (TradingState.Halted, "O1"),
                (TradingState.Halted, "T1"),
                (TradingState.Halted, "O1"),
                (TradingState.Trading, ""),
                (TradingState.Paused, "LUDP"),
                (TradingState.Paused, "LUDP"),
                (TradingState.Paused, "LUDP"),
            ],
            ticks.Select(t => (t.Status.State, t.Status.Reason)));
    }

    [Fact]
    public void A_status_that_nobody_knows_does_not_hide_an_operational_halt()
    {
        Tick[] ticks = Read(TopsWriter.Status(Aapl, 'T'), TopsWriter.Status(Aapl, '?'), TopsWriter.OperationalHalt(Aapl, 'O'));

        Assert.Equal(new Reference(), ticks[1].Reference);
        Assert.Equal((TradingState.Halted, "O1"), (ticks[2].Status.State, ticks[2].Status.Reason));
    }

    [Fact]
    public void The_directory_and_official_prices_are_references()
    {
        Tick[] ticks = Read(
            TopsWriter.Directory("ZIEXT", 100, 1_000_000, flags: 0x80),
            TopsWriter.Directory("ABC", 0, 0),
            TopsWriter.OfficialPrice("ABC", 'Q', 251_200),
            TopsWriter.OfficialPrice("ABC", 'M', 253_400),
            TopsWriter.OfficialPrice("ABC", 'M', 0));

        Assert.Equal(
            [
                new Reference { RoundLot = 100, PreviousClose = 1_000_000 },
                new Reference(),
                new Reference { OfficialOpen = 251_200 },
                new Reference { OfficialClose = 253_400 },
                new Reference(),
            ],
            ticks.Select(t => t.Reference));
    }

    [Fact]
    public void Messages_that_no_tick_can_carry_hold_their_number()
    {
        using IexDecoder feed = Open(TopsWriter.Segment(
            1,
            [
                TopsWriter.SystemEvent('O'),
                TopsWriter.Quote(Aapl, 1, 2, 3, 4),
                TopsWriter.SystemEvent('S'),
                TopsWriter.Message('P', 1, "MSFT", 19),
                TopsWriter.Message('A', (byte)'C', "MSFT", 80),
                TopsWriter.Message('I', (byte)'A', "IBM", 18),
                TopsWriter.Message('~', 0, "?", 18),
                [],
                TopsWriter.Message('Q', 0, "SHORT", 41),
                TopsWriter.Message('Q', 0, "", 42),
                TopsWriter.Status("ODD", '?'),
                TopsWriter.Quote(Aapl, 1, 2, 3, 4),
            ]));

        var source = new DecodedTicks(feed);
        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(source)];

        // The first has no symbol to hold its number with: the session begins with 2.
        Assert.Equal(Enumerable.Range(2, 11).Select(n => (ulong)n), ticks.Select(t => t.Sequence));
        Assert.Equal(["AAPL", "AAPL", "MSFT", "MSFT", "IBM", "IBM", "IBM", "IBM", "IBM", "ODD", "AAPL"], ticks.Select(t => t.Tick.Symbol));
        Assert.All(ticks[1..^1], t => Assert.Equal(new Reference(), t.Tick.Reference));
        Assert.Equal(12, feed.Counts.Messages);
        Assert.Equal(2, feed.Counts.UnknownMessages);
        Assert.Equal(3, feed.Counts.MalformedMessages);
        Assert.Equal(9, source.Held);
    }

    [Fact]
    public void Messages_may_grow_at_their_end()
    {
        byte[] longer = [.. TopsWriter.Trade(Aapl, 100, 5, 6), 1, 2, 3];

        Assert.Equal(100ul, Assert.Single(Read(longer)).Trade.Size);
    }

    [Fact]
    public void Test_symbols_can_be_left_out_without_a_hole_in_the_numbers()
    {
        byte[][] messages =
        [
            TopsWriter.Quote(Aapl, 1, 2, 3, 4),
            TopsWriter.Quote("ZVZZT", 1, 2, 3, 4),
            TopsWriter.Directory("TEST.X", 100, 5, flags: 0x80),
            TopsWriter.Trade("TEST.X", 1, 2, 3),
            TopsWriter.Quote("MSFT", 1, 2, 3, 4),
        ];
        byte[] capture = TopsWriter.Capture(TopsWriter.Segment(1, messages));
        using var feed = new IexDecoder(CaptureFile.Open(new MemoryStream(capture)), skipTestSymbols: true);

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        Assert.Equal([1ul, 2, 3, 4, 5], ticks.Select(t => t.Sequence));
        Assert.Equal(["AAPL", "AAPL", "AAPL", "AAPL", "MSFT"], ticks.Select(t => t.Tick.Symbol));
        Assert.Equal(3, feed.Counts.SkippedTestSymbolMessages);
        Assert.Equal(["AAPL", "ZVZZT", "TEST.X", "TEST.X", "MSFT"], Read(messages).Select(t => t.Symbol));
    }

    [Fact]
    public void Holes_in_the_numbers_are_told_and_kept()
    {
        byte[] quote = TopsWriter.Quote(Aapl, 1, 2, 3, 4);
        using IexDecoder feed = Open(
            TopsWriter.Segment(10, [quote, quote]),
            TopsWriter.Segment(15, [quote]),
            TopsWriter.Segment(15, [quote]),
            TopsWriter.Segment(20, []),
            TopsWriter.Segment(20, [quote]),
            TopsWriter.Segment(12, [quote]));

        Assert.Equal([10ul, 11, 15, 15, 20, 12], PublishedTicks.ReadAll(feed).Select(t => t.Sequence));
        Assert.Equal(2, feed.Counts.Gaps);
        Assert.Equal(3 + 4ul, feed.Counts.MissingMessages);
        Assert.Equal(2, feed.Counts.RepeatedSegments);
        Assert.Equal(1, feed.Counts.Heartbeats);
        Assert.Equal(6, feed.Counts.Segments);
    }

    [Fact]
    public void A_new_session_ends_the_batch_and_is_named_anew()
    {
        byte[] quote = TopsWriter.Quote(Aapl, 1, 2, 3, 4);
        using IexDecoder feed = Open(
            TopsWriter.Segment(1, [quote], session: 7),
            TopsWriter.Segment(1, [quote], session: 8, sendTime: TopsWriter.Time + 86_400_000_000_000),
            TopsWriter.Segment(2, [quote], session: 7));
        var source = new DecodedTicks(feed);
        var batch = new Client.Feeds.TickBatch();

        Assert.Equal(TickReadingEnd.SessionEnded, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal(1, batch.Count);
        Assert.Equal("tops-1-8-20170711", source.SessionName);
        batch.Clear();
        Assert.Equal(TickReadingEnd.EndOfTicks, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal((1, 1ul), (batch.Count, batch.FirstSequence));
        Assert.Equal(1, feed.Counts.OtherSegments);
        Assert.Equal(0, feed.Counts.Gaps);
    }

    [Fact]
    public void Other_protocols_and_channels_beside_the_feed_are_counted_and_left()
    {
        byte[] quote = TopsWriter.Quote(Aapl, 1, 2, 3, 4);
        using IexDecoder feed = Open(
            TopsWriter.Segment(900, [quote], protocol: 0x8004),
            TopsWriter.Segment(1, [quote], protocol: 0x8002),
            TopsWriter.Segment(500, [quote], protocol: 0x8003),
            TopsWriter.Segment(700, [quote], protocol: 0x8002, channel: 2),
            "something else on the wire"u8.ToArray(),
            TopsWriter.Segment(2, [quote], protocol: 0x8002));

        Assert.Equal([1ul, 2], PublishedTicks.ReadAll(feed).Select(t => t.Sequence));
        Assert.Equal("TOPS 1.5", feed.Protocol);
        Assert.Equal(3, feed.Counts.OtherSegments);
        Assert.Equal(1, feed.Counts.OtherDatagrams);
    }

    [Theory]
    [InlineData(13, 0xFF)]
    [InlineData(12, 0x00)]
    [InlineData(40, 0xFF)]
    [InlineData(41, 0xFF)]
    [InlineData(15, 0xFF)]
    public void Lengths_and_counts_that_cannot_be_cost_their_own_segment_at_most(int offset, byte value)
    {
        byte[] quote = TopsWriter.Quote(Aapl, 1, 2, 3, 4);
        byte[] broken = TopsWriter.Segment(1, [quote, quote]);
        broken[offset] = value;
        using IexDecoder feed = Open(broken, TopsWriter.Segment(3, [quote]));

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        Assert.Equal(3ul, ticks[^1].Sequence);
        Assert.Equal(1, feed.Counts.MalformedSegments);
    }

    [Theory]
    [InlineData(0ul, 1)]
    [InlineData(ulong.MaxValue, 2)]
    public void Numbers_that_cannot_be_are_no_segment(ulong first, int count)
    {
        using IexDecoder feed = Open(TopsWriter.Segment(first, [.. Enumerable.Repeat(TopsWriter.Quote(Aapl, 1, 2, 3, 4), count)]));

        Assert.Empty(PublishedTicks.ReadAll(feed));
        Assert.Equal(1, feed.Counts.MalformedSegments);
    }

    [Fact]
    public void A_segment_with_any_byte_changed_or_cut_throws_nothing()
    {
        byte[] segment = TopsWriter.Segment(
            1,
            [
                TopsWriter.Quote(Aapl, 1, 2, 3, 4),
                TopsWriter.Trade(Aapl, 1, 2, 3),
                TopsWriter.Status(Aapl, 'H', "T1"),
                TopsWriter.Directory(Aapl, 1, 2),
            ]);
        foreach (byte value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
        {
            for (int i = 0; i < segment.Length; i++)
            {
                byte[] changed = [.. segment];
                changed[i] = value;
                using IexDecoder feed = Open(changed, changed[..i], segment);
                foreach ((_, Tick tick) in PublishedTicks.ReadAll(feed))
                {
                    Assert.NotEqual(Tick.EventOneofCase.None, tick.EventCase);
                }
            }
        }
    }

    [Fact]
    public void Small_batches_hold_the_same_ticks()
    {
        byte[][] messages = [.. Enumerable.Range(0, 25).Select(i => TopsWriter.Trade(Aapl, 100, 5, i))];

        Tick[] one = [.. PublishedTicks.ReadAll(Open(TopsWriter.Segment(1, messages))).Select(t => t.Tick)];
        (ulong Sequence, Tick Tick)[] many = [.. PublishedTicks.ReadAll(Open(TopsWriter.Segment(1, messages)), maxTicks: 3)];

        Assert.Equal(one, many.Select(t => t.Tick));
        Assert.Equal(Enumerable.Range(1, 25).Select(n => (ulong)n), many.Select(t => t.Sequence));
    }

    [Fact]
    public void Ticks_wait_until_their_segment_was_sent()
    {
        byte[] quote = TopsWriter.Quote(Aapl, 1, 2, 3, 4);
        using IexDecoder feed = Open(
            TopsWriter.Segment(1, [quote]),
            TopsWriter.Segment(2, [quote], sendTime: TopsWriter.Time + 1000),
            TopsWriter.Segment(3, [quote], sendTime: -1));
        var source = new DecodedTicks(feed);
        var batch = new Client.Feeds.TickBatch();

        Assert.Equal(new TickReading(TickReadingEnd.NotDue, TopsWriter.Time), source.Read(batch, 500, 0));
        Assert.Equal(0, batch.Count);
        Assert.Equal(new TickReading(TickReadingEnd.NotDue, TopsWriter.Time + 1000), source.Read(batch, 500, TopsWriter.Time + 999));
        Assert.Equal(1, batch.Count);

        // A send time that cannot be leaves the recorder's.
        Assert.Equal(TickReadingEnd.EndOfTicks, source.Read(batch, 500, TopsWriter.Time + 1000).End);
        Assert.Equal(3, batch.Count);
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        byte[][] messages = [TopsWriter.Quote(Aapl, 1, 2, 3, 4), TopsWriter.Trade(Aapl, 100, 5, 6, 0xE0), TopsWriter.Status(Aapl, 'T')];
        using IexDecoder feed = Open([.. Enumerable.Range(0, 3000).Select(i => TopsWriter.Segment((ulong)(1 + (3 * i)), messages))]);
        var source = new DecodedTicks(feed);
        var batch = new Client.Feeds.TickBatch();
        source.Read(batch, 500, ulong.MaxValue);

        long before = GC.GetAllocatedBytesForCurrentThread();
        TickReadingEnd end;
        do
        {
            batch.Clear();
            end = source.Read(batch, 500, ulong.MaxValue).End;
        }
        while (end == TickReadingEnd.BatchFull);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((TickReadingEnd.EndOfTicks, 9000), (end, feed.Counts.Messages));
    }

    private static IexDecoder Open(params byte[][] segments) => new(CaptureFile.Open(new MemoryStream(TopsWriter.Capture(segments))));

    private static Tick[] Read(params byte[][] messages)
    {
        using IexDecoder feed = Open(TopsWriter.Segment(1, messages));
        return [.. PublishedTicks.ReadAll(feed).Select(t => t.Tick)];
    }
}
