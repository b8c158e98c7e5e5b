using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Itch.Books;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Itch;

public sealed class ItchDecoderTests
{
    private const int Locate = 13;
    private const string Aapl = "AAPL";

    [Fact]
    public void Orders_are_the_quote_that_they_make_together()
    {
        Tick[] ticks = Read(
            ItchBytes.Add(Locate, Aapl, 1, 'B', 300, 3_200_000),
            ItchBytes.AddAttributed(Locate, Aapl, 2, 'B', 200, 3_200_000),
            ItchBytes.Add(Locate, Aapl, 3, 'S', 100, 3_201_000),
            ItchBytes.Add(Locate, Aapl, 4, 'B', 100, 3_199_900),
            ItchBytes.Cancel(Locate, 1, 50),
            ItchBytes.Replace(Locate, 3, 5, 70, 3_200_500),
            ItchBytes.Delete(Locate, 1),
            ItchBytes.Delete(Locate, 2));

        Assert.Equal(
            [
                new Quote { BidPrice = 3_200_000, BidSize = 300 },
                new Quote { BidPrice = 3_200_000, BidSize = 500 },
                new Quote { BidPrice = 3_200_000, BidSize = 500, AskPrice = 3_201_000, AskSize = 100 },
                null,
                new Quote { BidPrice = 3_200_000, BidSize = 450, AskPrice = 3_201_000, AskSize = 100 },
                new Quote { BidPrice = 3_200_000, BidSize = 450, AskPrice = 3_200_500, AskSize = 70 },
                new Quote { BidPrice = 3_200_000, BidSize = 200, AskPrice = 3_200_500, AskSize = 70 },
                new Quote { BidPrice = 3_199_900, BidSize = 100, AskPrice = 3_200_500, AskSize = 70 },
            ],
            ticks.Select(t => t.Quote));
        Assert.Equal(new Reference(), ticks[3].Reference);
        Assert.All(ticks, t => Assert.Equal((Aapl, ItchBytes.Time), (t.Symbol, t.Time)));
    }

    [Fact]
    public void An_execution_is_a_trade_and_its_quote_comes_with_the_next_message_that_means_no_tick()
    {
        using ItchDecoder feed = Open(
            ItchBytes.Add(Locate, Aapl, 1, 'B', 300, 3_200_000),
            ItchBytes.Execute(Locate, 1, 100, 77),
            ItchBytes.Execute(Locate, 1, 150, 78),
            ItchBytes.ExecuteAt(Locate, 1, 20, 79, 'Y', 3_199_000),
            ItchBytes.ExecuteAt(Locate, 1, 10, 80, 'N', 3_199_000),
            ItchBytes.Other('Y', Locate, 20));

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        Assert.Equal([1ul, 2, 3, 4, 5, 6], ticks.Select(t => t.Sequence));
        Assert.Equal(new Trade { Price = 3_200_000, Size = 100, Id = "77", Conditions = "@" }, ticks[1].Tick.Trade);
        Assert.Equal(new Trade { Price = 3_200_000, Size = 150, Id = "78", Conditions = "@" }, ticks[2].Tick.Trade);
        Assert.Equal(new Trade { Price = 3_199_000, Size = 20, Id = "79", Conditions = "@  I" }, ticks[3].Tick.Trade);
        Assert.Equal(new Quote { BidPrice = 3_200_000, BidSize = 20 }, ticks[4].Tick.Quote);
        Assert.Equal(new Reference(), ticks[5].Tick.Reference);
    }

    [Fact]
    public void Stocks_pay_the_quotes_that_they_owe_in_their_turn_and_the_newest()
    {
        Tick[] ticks = Read(
            ItchBytes.Add(1, "A", 1, 'B', 300, 100),
            ItchBytes.Add(2, "B", 2, 'B', 300, 200),
            ItchBytes.Execute(1, 1, 10, 1),
            ItchBytes.Execute(2, 2, 10, 2),
            ItchBytes.Execute(1, 1, 10, 3),
            ItchBytes.Add(3, "C", 3, 'B', 300, 300));

        Assert.Equal(["A", "B", "A", "B", "A", "A", "B", "C"], ticks.Select(t => t.Symbol));
        Assert.Equal([280ul, 290, 300], ticks[5..].Select(t => t.Quote.BidSize));
    }

    [Fact]
    public void A_quote_that_changed_back_is_not_told()
    {
        Tick[] ticks = Read(
            ItchBytes.Add(1, "A", 1, 'B', 300, 100),
            ItchBytes.Replace(1, 1, 2, 300, 100),
            ItchBytes.Delete(1, 2));

        Assert.Equal([Tick.EventOneofCase.Quote, Tick.EventOneofCase.Reference, Tick.EventOneofCase.Quote], ticks.Select(t => t.EventCase));
        Assert.Equal(new Quote(), ticks[2].Quote);
    }

    [Fact]
    public void Trades_crosses_and_breaks_are_told_with_their_match_numbers()
    {
        Tick[] ticks = Read(
            ItchBytes.Directory(Locate, Aapl),
            ItchBytes.Trade(Locate, Aapl, 100, 3_200_000, ulong.MaxValue),
            ItchBytes.Cross(Locate, Aapl, 5_000_000_000, 3_190_000, 9, 'O'),
            ItchBytes.Cross(Locate, Aapl, 400, 3_180_000, 10, 'C'),
            ItchBytes.Cross(Locate, Aapl, 0, 0, 11, 'I'),
            ItchBytes.Break(Locate, 9),
            ItchBytes.Break(Locate, 12),
            ItchBytes.Other('I', Locate, 50));

        Assert.Equal(new Reference { RoundLot = 100 }, ticks[0].Reference);
        Assert.Equal(new Trade { Price = 3_200_000, Size = 100, Id = $"{ulong.MaxValue}", Conditions = "@" }, ticks[1].Trade);
        Assert.Equal(new Trade { Price = 3_190_000, Size = 5_000_000_000, Id = "9", Conditions = "@O" }, ticks[2].Trade);
        Assert.Equal(new Trade { Price = 3_180_000, Size = 400, Id = "10", Conditions = "@6" }, ticks[3].Trade);
        Assert.Equal(new Reference { OfficialOpen = 3_190_000 }, ticks[4].Reference);
        Assert.Equal("9", ticks[5].Cancel.Id);
        Assert.Equal(new Reference { OfficialClose = 3_180_000 }, ticks[6].Reference);
        Assert.Equal(new Reference(), ticks[7].Reference);
    }

    [Fact]
    public void Only_the_listing_market_s_crosses_are_official_prices()
    {
        foreach (char category in "NAPZV ")
        {
            Tick[] ticks = Read(
                ItchBytes.Directory(Locate, "IBM", category: category), ItchBytes.Cross(Locate, "IBM", 100, 5, 9, 'O'), ItchBytes.Other('Y', Locate, 20));

            Assert.Equal("@  X", ticks[1].Trade.Conditions);
            Assert.Equal(new Reference(), ticks[2].Reference);
        }
    }

    [Theory]
    [InlineData("08:00", "", 100u, "@ T")]
    [InlineData("09:29:59.999", "", 99u, "@ TI")]
    [InlineData("09:30", "", 99u, "@  I")]
    [InlineData("15:59:59.999", "", 100u, "@")]
    [InlineData("16:00", "", 100u, "@ T")]
    [InlineData("13:30", "QM", 100u, "@ T")]
    [InlineData("13:30", "OSQ", 100u, "@")]
    [InlineData("10:00", "O", 100u, "@ T")]
    public void Trades_print_hours_and_odd_lots_as_the_tape_does(string time, string events, uint shares, string conditions)
    {
        ulong nanos = (ulong)TimeSpan.Parse(time).Ticks * 100;
        byte[][] messages = [.. events.Select(e => ItchBytes.SystemEvent(e)), ItchBytes.Trade(Locate, Aapl, shares, 5, 6, nanos)];

        Tick tick = Assert.Single(Read(messages));

        Assert.Equal((conditions, ItchBytes.MidnightNanos + nanos), (tick.Trade.Conditions, tick.Time));
    }

    [Fact]
    public void A_round_lot_is_what_the_directory_says()
    {
        Tick[] ticks = Read(
            ItchBytes.Directory(1, "NVR", roundLot: 1),
            ItchBytes.Trade(1, "NVR", 1, 5, 6),
            ItchBytes.Trade(2, "IBM", 1, 5, 7),
            ItchBytes.Directory(3, "ODD", roundLot: 40));

        Assert.Equal(["@", "@  I"], ticks[1..3].Select(t => t.Trade.Conditions));
        Assert.Equal(new Reference { RoundLot = 40 }, ticks[3].Reference);
    }

    [Fact]
    public void Trading_actions_and_this_market_s_own_halts_end_independently()
    {
        Tick[] ticks = Read(
            ItchBytes.Action(Locate, Aapl, 'T'),
            ItchBytes.Halt(Locate, Aapl, 'Q', 'T'),
            ItchBytes.Halt(Locate, Aapl, 'B', 'H'),
            ItchBytes.Halt(Locate, Aapl, 'Q', 'H'),
            ItchBytes.Action(Locate, Aapl, 'H', "T1"),
            ItchBytes.Action(Locate, Aapl, 'T'),
            ItchBytes.Halt(Locate, Aapl, 'Q', 'T'),
            ItchBytes.Action(Locate, Aapl, 'P', "LUDP"),
            ItchBytes.Action(Locate, Aapl, 'Q', "IPOQ"),
            ItchBytes.Action(Locate, Aapl, '?'));

        Assert.Equal(
            [
                (TradingState.Trading, ""), null, null, (TradingState.Halted, "O1"), (TradingState.Halted, "T1"), (TradingState.Halted, "O1"),
                (TradingState.Trading, ""), (TradingState.Paused, "LUDP"), (TradingState.QuoteOnly, "IPOQ"), null,
            ],
            ticks.Select(t => t.Status is { } status ? (status.State, status.Reason) : ((TradingState, string)?)null));
    }

    [Fact]
    public void Messages_that_no_tick_can_carry_hold_their_number()
    {
        (char Type, int Length)[] others = [('Y', 20), ('L', 26), ('V', 35), ('W', 12), ('K', 28), ('J', 35), ('I', 50), ('N', 20), ('O', 48)];
        using ItchDecoder feed = Open(
        [
            ItchBytes.SystemEvent('O'),
            ItchBytes.Action(Locate, Aapl, 'T'),
            .. others.Where(o => o.Length > 18).Select(o => ItchBytes.Other(o.Type, Locate, o.Length)),
            ItchBytes.Message('W', 0, ItchBytes.MorningNanos, (byte)'1'),
            ItchBytes.SystemEvent('?'),
            ItchBytes.Message('~', Locate, ItchBytes.MorningNanos, (byte)'1'),
            ItchBytes.Delete(Locate, 9)[..^1],
            [(byte)'D'],
        ]);

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        // The first has no symbol to hold its number with: the numbers begin with 2.
        Assert.Equal(Enumerable.Range(2, 14).Select(n => (ulong)n), ticks.Select(t => t.Sequence));
        Assert.All(ticks[1..], t => Assert.Equal((Aapl, new Reference()), (t.Tick.Symbol, t.Tick.Reference)));
        Assert.Equal((15, 1, 3), (feed.Counts.Messages, feed.Counts.UnknownMessages, feed.Counts.MalformedMessages));
    }

    [Fact]
    public void Messages_may_grow_at_their_end()
    {
        Assert.Equal(300ul, Assert.Single(Read([.. ItchBytes.Add(Locate, Aapl, 1, 'B', 300, 5), 1, 2, 3])).Quote.BidSize);
    }

    [Fact]
    public void What_cannot_be_is_counted_by_its_kind_and_changes_nothing()
    {
        byte[][] messages =
        [
            ItchBytes.Add(Locate, Aapl, 1, 'B', 300, 5),
            ItchBytes.Add(Locate, Aapl, 1, 'S', 100, 6),
            ItchBytes.Execute(Locate, 1, 301, 1),
            ItchBytes.Cancel(Locate, 1, 301),
            ItchBytes.Execute(Locate, 2, 1, 2),
            ItchBytes.Delete(Locate, 2),
            ItchBytes.Replace(Locate, 2, 3, 1, 1),
            ItchBytes.Replace(Locate, 1, 1, 1, 1),
            ItchBytes.Replace(Locate, 1, 4, 0, 1),
            ItchBytes.Add(Locate, Aapl, 5, '?', 1, 1),
            ItchBytes.Add(Locate, Aapl, 5, 'S', 1, 0),
            ItchBytes.Add(Locate, Aapl, 5, 'S', 0, 1),
            ItchBytes.Cancel(Locate, 1, 0),
            ItchBytes.Add(Locate, "MSFT", 6, 'S', 1, 1),
            ItchBytes.Add(14, "", 6, 'S', 1, 1),
            ItchBytes.Add(15, "\u0001", 6, 'S', 1, 1),
            ItchBytes.Trade(Locate, Aapl, 0, 1, 1),
        ];
        using ItchDecoder feed = Open(messages);

        Tick[] ticks = [.. PublishedTicks.ReadAll(feed).Select(t => t.Tick)];

        Assert.Single(ticks, t => t.Quote is not null);
        Assert.DoesNotContain(ticks, t => t.Trade is not null);
        ItchCounts counts = feed.Counts;
        Assert.Equal(
            [2L, 3, 2, 5],
            new[] { BookVerdict.DuplicateOrder, BookVerdict.UnknownOrder, BookVerdict.TooManyShares, BookVerdict.BadOrder }.Select(counts.RefusedFor));
        Assert.Equal((3, 1), (counts.UnknownStocks, counts.MalformedMessages));
        Assert.Equal((5u, 300ul), feed.Books.Best(Locate, isBuy: true));
        Assert.Equal(1, feed.Books.OrderCount);
    }

    [Fact]
    public void Test_symbols_can_be_left_out_without_a_hole_in_the_numbers()
    {
        byte[][] messages =
        [
            ItchBytes.Add(1, Aapl, 1, 'B', 1, 1),
            ItchBytes.Add(2, "ZVZZT", 2, 'B', 1, 1),
            ItchBytes.Directory(3, "TESTX", authenticity: 'T'),
            ItchBytes.Add(3, "TESTX", 3, 'B', 1, 1),
            ItchBytes.Execute(3, 3, 1, 1),
            ItchBytes.Break(3, 1),
            ItchBytes.Action(3, "TESTX", 'H'),
            ItchBytes.Cross(3, "TESTX", 100, 1, 2, 'O'),
            ItchBytes.Add(4, "MSFT", 4, 'B', 1, 1),
        ];
        using var feed = new ItchFileDecoder(Input(ItchBytes.File(messages)), new DateOnly(2020, 1, 30), "XNAS", skipTestSymbols: true);

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        Assert.Equal(Enumerable.Range(1, 9).Select(n => (ulong)n), ticks.Select(t => t.Sequence));
        Assert.Equal([.. Enumerable.Repeat(Aapl, 8), "MSFT"], ticks.Select(t => t.Tick.Symbol));
        Assert.Contains("TESTX", Read(messages).Select(t => t.Symbol));
    }

    [Fact]
    public void A_file_s_lengths_of_nothing_are_skipped_and_its_cut_end_is_told()
    {
        byte[] message = ItchBytes.Add(Locate, Aapl, 1, 'B', 1, 1);
        byte[] file = [.. ItchBytes.File(message), 0, 0, .. ItchBytes.File(ItchBytes.Delete(Locate, 1)), 0, 0];
        for (int length = 0; length <= file.Length; length++)
        {
            using var feed = new ItchFileDecoder(Input(file[..length]), new DateOnly(2020, 1, 30), "XNAS");
            int ticks = PublishedTicks.ReadAll(feed).Count();

            bool isWhole = length is 0 or 38 or 40 or 61 or 63;
            Assert.Equal(isWhole ? RecordingEnd.Whole : RecordingEnd.CutShort, feed.Ending);
            Assert.Equal(isWhole, feed.EndDetail is null);
            Assert.Equal((length >= 38 ? 1 : 0) + (length >= 61 ? 1 : 0), ticks);
        }
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        byte[][] round =
        [
            ItchBytes.Add(Locate, Aapl, 1, 'B', 300, 5),
            ItchBytes.Execute(Locate, 1, 10, 77),
            ItchBytes.Replace(Locate, 1, 2, 40, 6),
            ItchBytes.Action(Locate, Aapl, 'T'),
            ItchBytes.Directory(Locate, Aapl),
            ItchBytes.Break(Locate, 77),
            ItchBytes.Delete(Locate, 2),
        ];
        byte[][] messages = [.. Enumerable.Repeat(round, 3000).SelectMany(r => r)];
        var batch = new TickBatch();

        // Several passes: the compiler puts better code in the place of the first, and a collection that another test causes counts what is
        // left of this thread's allocation context, up to 8 KiB, as allocated.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => ReadToEnd(batch, messages)));
    }

    /// <summary>How much reading allocated after its first batch.</summary>
    private static long ReadToEnd(TickBatch batch, byte[][] messages)
    {
        using ItchDecoder feed = Open(messages);
        var source = new DecodedTicks(feed);
        batch.Clear();
        source.Read(batch, 500, ulong.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TickReadingEnd end;
        do
        {
            batch.Clear();
            end = source.Read(batch, 500, ulong.MaxValue).End;
        }
        while (end == TickReadingEnd.BatchFull);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(messages.Length, feed.Counts.Messages);
        return allocated;
    }

    internal static FeedInput Input(byte[] content)
    {
        var file = new MemoryStream(content);
        return new FeedInput(file, file);
    }

    private static ItchFileDecoder Open(params byte[][] messages) => new(Input(ItchBytes.File(messages)), new DateOnly(2020, 1, 30), "XNAS");

    private static Tick[] Read(params byte[][] messages)
    {
        using ItchDecoder feed = Open(messages);
        return [.. PublishedTicks.ReadAll(feed).Select(t => t.Tick)];
    }
}
