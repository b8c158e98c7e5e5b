using System.Globalization;
using System.Text.Json;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Itch.Books;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Itch;

/// <summary>Recordings of the venue's own, against what others decoded.</summary>
public sealed class RecordedItchTests
{
    private const string Name = "aapl_20200130_locate13_10k";
    private const int Apple = 13;

    [FactNeeds(Need.MarketData)]
    public void Every_message_is_counted_by_its_type_and_has_its_number()
    {
        using ItchDecoder feed = Open();

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        using JsonDocument expected = Expected();
        var types = expected.RootElement.EnumerateObject().Single(p => p.Name.StartsWith("type_counts", StringComparison.Ordinal)).Value;
        Assert.Equal(
            types.EnumerateObject().ToDictionary(t => t.Name[0], t => t.Value.GetInt64()),
            feed.Counts.MessagesByType.ToDictionary(t => (char)t.Type, t => t.Count));
        Assert.Equal(10_000, feed.Counts.Messages);
        Assert.Equal(0, feed.Counts.MalformedMessages + feed.Counts.UnknownMessages + feed.Counts.UnknownStocks);
        Assert.All(Enum.GetValues<BookVerdict>(), verdict => Assert.Equal(0, feed.Counts.RefusedFor(verdict)));
        Assert.Equal(Enumerable.Range(1, 10_000).Select(n => (ulong)n), ticks.Take(10_000).Select(t => t.Sequence));
        Assert.Equal(849 + 240, ticks.Count(t => t.Tick.EventCase == Tick.EventOneofCase.Trade));
        Assert.All(ticks, t => Assert.Equal("AAPL", t.Tick.Symbol));
        Assert.Equal(RecordingEnd.Whole, feed.Ending);
    }

    [FactNeeds(Need.MarketData)]
    public void The_final_book_is_the_expected_one_level_by_level()
    {
        using ItchDecoder feed = Open();

        Quote last = PublishedTicks.ReadAll(feed).Select(t => t.Tick).Last(t => t.Quote is not null).Quote;

        using JsonDocument expected = Expected();
        JsonElement book = expected.RootElement.GetProperty("book_after_all_10000");
        Assert.Equal(LevelsOf(book.GetProperty("bids")), LevelsOf(feed.Books, isBuy: true));
        Assert.Equal(LevelsOf(book.GetProperty("asks")), LevelsOf(feed.Books, isBuy: false));
        Assert.Equal(expected.RootElement.GetProperty("live_orders_after_all").GetInt32(), feed.Books.OrderCount);
        (uint Price, ulong Shares, int Orders) bid = LevelsOf(feed.Books, isBuy: true)[0];
        (uint Price, ulong Shares, int Orders) ask = LevelsOf(feed.Books, isBuy: false)[0];
        Assert.Equal(new Quote { BidPrice = bid.Price, BidSize = bid.Shares, AskPrice = ask.Price, AskSize = ask.Shares }, last);
    }

    [FactNeeds(Need.MarketData)]
    public void The_book_after_1001_messages_is_the_expected_one()
    {
        using ItchDecoder feed = Open();
        var sink = new TickSink(new SymbolFilter(["NONE"]));
        for (int i = 0; i < 1001; i++)
        {
            Assert.True(feed.TryRead());
            feed.Publish(sink);
        }

        // Both sides from the lowest price up, a line between them.
        string[] expected =
        [
            .. Expected().RootElement.GetProperty("book_after_first_1001_messages_text").GetString()!
                .Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Contains(':')),
        ];
        string[] found =
        [
            .. LevelsOf(feed.Books, isBuy: true).Reverse().Select(l => Line('B', l)),
            .. LevelsOf(feed.Books, isBuy: false).Select(l => Line('S', l)),
        ];
        Assert.Equal(expected, found);
        Assert.Equal(Expected().RootElement.GetProperty("live_orders_after_first_1001_messages").GetInt32(), feed.Books.OrderCount);
    }

    private static string Line(char side, (uint Price, ulong Shares, int Orders) level) =>
        string.Create(CultureInfo.InvariantCulture, $"{side} {level.Price / 10_000m:0.00}: {level.Shares}");

    private static (uint Price, ulong Shares, int Orders)[] LevelsOf(OrderBooks books, bool isBuy) =>
    [
        .. Enumerable.Range(0, books.LevelCount(Apple, isBuy)).Select(depth => books.Level(Apple, isBuy, depth)).Select(l => (l.Price, l.Shares, l.Orders)),
    ];

    private static (uint Price, ulong Shares, int Orders)[] LevelsOf(JsonElement side) =>
    [
        .. side.EnumerateArray().Select(l => (
            (uint)(decimal.Parse(l.GetProperty("price").GetString()!, CultureInfo.InvariantCulture) * 10_000),
            l.GetProperty("shares").GetUInt64(),
            l.GetProperty("orders").GetInt32())),
    ];

    private static ItchDecoder Open()
    {
        FeedFile file = FeedFile.Open(MarketDataFolder.File("itch", $"{Name}.itch50"));
        IFeedFormat format = FeedFormats.Recognize(file);
        Assert.Equal("itch", format.Name);
        return (ItchDecoder)format.Open([file], new FeedOpening());
    }

    private static JsonDocument Expected() => JsonDocument.Parse(File.ReadAllText(MarketDataFolder.File("itch", $"{Name}.expected.json")));
}
