using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Itch.Books;
using QuoteStream.Feeds.Itch.Generation;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Itch;

public sealed class GeneratedItchDayTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);
    private static readonly ItchDayOptions Options = new() { Symbols = 20, Messages = 60_000, Seed = 5 };

    [Fact]
    public void Every_message_is_valid_against_the_books_that_those_before_it_left()
    {
        using ItchFileDecoder feed = OpenFile(Options);

        Tick[] ticks = [.. PublishedTicks.ReadAll(feed).Select(t => t.Tick)];

        Assert.Equal(Options.Messages, feed.Counts.Messages);
        Assert.Equal(0, feed.Counts.MalformedMessages + feed.Counts.UnknownMessages + feed.Counts.UnknownStocks + feed.Counts.UnknownBreaks);
        Assert.All(Enum.GetValues<BookVerdict>(), verdict => Assert.Equal(0, feed.Counts.RefusedFor(verdict)));
        Assert.All(
            ticks.Where(t => t.Quote is { BidSize: > 0, AskSize: > 0 }),
            t => Assert.True(t.Quote.BidPrice < t.Quote.AskPrice, $"{t.Symbol} is locked or crossed: {t.Quote}"));
        Assert.Equal(20, ticks.Count(t => t.Reference is { HasOfficialOpen: true }));
        Assert.Equal(20, ticks.Count(t => t.Reference is { HasOfficialClose: true }));
        Assert.Equal(4, ticks.Count(t => t.Status is { State: TradingState.Paused }));
        Assert.All(
            ticks.Where(t => t.Quote is not null).GroupBy(t => t.Symbol), quotes => Assert.Equal(quotes.Select(q => q.Time).Order(), quotes.Select(q => q.Time)));
    }

    [Fact]
    public void The_mix_is_that_of_the_venue_s_days()
    {
        using ItchFileDecoder feed = OpenFile(Options with { Messages = 400_000 });
        _ = PublishedTicks.ReadAll(feed).Count();

        Dictionary<char, double> percent = feed.Counts.MessagesByType.ToDictionary(t => (char)t.Type, t => t.Count * 100.0 / feed.Counts.Messages);
        Assert.Equal(47, percent['A'] + percent['F'], 1.0);
        Assert.Equal(43, percent['D'], 1.0);
        Assert.Equal(4, percent['E'], 0.5);
        Assert.Equal(4, percent['U'], 0.5);
        Assert.Equal(1, percent['P'], 0.3);
        Assert.Equal(1, percent['X'], 0.3);
        Assert.True(percent['C'] > 0 && percent['B'] > 0);
    }

    [Fact]
    public void The_same_options_give_the_same_bytes_and_another_seed_others()
    {
        byte[] first = WriteFile(Options);

        Assert.Equal(first, WriteFile(Options));
        Assert.NotEqual(first, WriteFile(Options with { Seed = 6 }));
    }

    [Fact]
    public void A_capture_holds_the_same_messages_and_numbers_as_a_file()
    {
        using ItchFileDecoder file = OpenFile(Options);
        using var stream = new MemoryStream();
        var capture = new MoldCapture(stream, ItchDay.MidnightNanos(Day));
        Write(Options, capture);
        using var mold = new MoldDecoder([CaptureFile.Open(new MemoryStream(stream.ToArray()))], Day, "XNAS");

        Assert.Equal(PublishedTicks.ReadAll(file), PublishedTicks.ReadAll(mold));
        Assert.Equal(0, mold.Counts.Gaps + mold.Counts.OtherDatagrams + mold.Counts.MalformedPackets);
        Assert.True(mold.Counts.Packets < Options.Messages / 2, "Packets hold several messages.");
        Assert.Equal(1, mold.Counts.Heartbeats);
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(ItchDayOptions.MaxSymbols + 1, 1_000_000)]
    [InlineData(1, 25)]
    [InlineData(1, ItchDayOptions.MaxMessages + 1)]
    public void Days_that_cannot_be_are_refused(int symbols, long messages)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneratedItchDay(new ItchDayOptions { Symbols = symbols, Messages = messages }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void The_shortest_day_has_all_its_messages(int symbols)
    {
        var options = new ItchDayOptions { Symbols = symbols };
        options = options with { Messages = options.LeastMessages };

        Assert.Equal(options.Messages, new GeneratedItchDay(options).Messages().Count());
    }

    private static ItchFileDecoder OpenFile(ItchDayOptions options) => new(ItchDecoderTests.Input(WriteFile(options)), Day, "XNAS");

    private static byte[] WriteFile(ItchDayOptions options)
    {
        using var stream = new MemoryStream();
        Write(options, new ItchDayFile(stream));
        return stream.ToArray();
    }

    private static void Write(ItchDayOptions options, IItchTarget target)
    {
        foreach (ReadOnlyMemory<byte> message in new GeneratedItchDay(options).Messages())
        {
            target.Write(message.Span);
        }

        target.Complete();
    }
}
