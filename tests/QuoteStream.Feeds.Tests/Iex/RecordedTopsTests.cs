using System.Text.Json;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Iex;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Iex;

/// <summary>IEX's own sample of a day, as recorded.</summary>
public sealed class RecordedTopsTests
{
    private const string Name = "iex_sample_TOPS1.6_20170710";

    [FactNeeds(Need.MarketData)]
    public void Every_message_is_decoded_and_has_its_number()
    {
        using IexDecoder feed = Open();

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        IexCounts counts = feed.Counts;
        Assert.Equal(ExpectedMessages(), counts.Messages);
        Assert.Equal("TOPS 1.6", feed.Protocol);
        Assert.Equal(13_022, counts.FramesOf(FrameVerdict.Udp));
        Assert.Equal(13_022, counts.Segments);
        Assert.Equal(237, counts.Heartbeats);
        Assert.Equal(0, counts.Gaps + counts.MalformedSegments + counts.MalformedMessages + counts.UnknownMessages + counts.OtherSegments);
        Assert.Equal(
            [('Q', 27_217), ('H', 7_803), ('P', 7_802), ('O', 7_801), ('T', 6_390), ('A', 642), ('D', 10), ('S', 6), ('B', 3)],
            counts.MessagesByType.Select(m => ((char)m.Type, m.Count)));

        // The first message is a system event, which has no symbol; from then on each message is a tick.
        Assert.Equal(Enumerable.Range(2, 57_673).Select(n => (ulong)n), ticks.Select(t => t.Sequence));
        Assert.Equal(27_217, ticks.Count(t => t.Tick.EventCase == Tick.EventOneofCase.Quote));
        Assert.Equal(6_390, ticks.Count(t => t.Tick.EventCase == Tick.EventOneofCase.Trade));
        Assert.Equal(3, ticks.Count(t => t.Tick.EventCase == Tick.EventOneofCase.Cancel));
    }

    [FactNeeds(Need.MarketData)]
    public void The_last_quote_and_trade_of_every_symbol_are_what_a_plain_decoder_finds()
    {
        var quotes = new Dictionary<string, Quote>();
        var trades = new Dictionary<string, Trade>();
        using IexDecoder feed = Open();
        foreach ((_, Tick tick) in PublishedTicks.ReadAll(feed, maxTicks: 77))
        {
            if (tick.Quote is not null)
            {
                quotes[tick.Symbol] = tick.Quote;
            }
            else if (tick.Trade is not null)
            {
                trades[tick.Symbol] = tick.Trade;
            }
        }

        var plain = PlainTopsDecoder.Read(MarketDataFolder.File("iex", $"{Name}.pcapng.gz"));

        Assert.Equal(
            plain.LastQuotes, quotes.ToDictionary(q => q.Key, q => (q.Value.BidSize, q.Value.BidPrice, q.Value.AskPrice, q.Value.AskSize)));
        Assert.Equal(plain.LastTrades, trades.ToDictionary(t => t.Key, t => (t.Value.Price, t.Value.Size, t.Value.Id)));
        Assert.True(quotes.Count > 1_000, $"{quotes.Count} symbols were quoted.");
    }

    private static IexDecoder Open() => new(CaptureFile.Open(MarketDataFolder.File("iex", $"{Name}.pcapng.gz")));

    private static long ExpectedMessages()
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(MarketDataFolder.File("iex", $"{Name}.expected.json")));
        return expected.RootElement.GetProperty("messages").GetInt64();
    }
}
