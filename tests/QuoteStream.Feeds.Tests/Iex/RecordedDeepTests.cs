using System.Text.Json;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Iex;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Iex;

/// <summary>IEX's own sample of its depth feed: twelve starts of one test session, the last packet cut short.</summary>
public sealed class RecordedDeepTests
{
    private const string Name = "iex_sample_DEEP1.0_20170425";
    private const int Sessions = 12;

    [FactNeeds(Need.MarketData)]
    public void Every_message_is_decoded_and_has_its_number()
    {
        using IexDecoder feed = Open();

        (ulong Sequence, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(feed)];

        IexCounts counts = feed.Counts;
        using var expected = JsonDocument.Parse(File.ReadAllText(MarketDataFolder.File("iex", $"{Name}.expected.json")));
        Assert.Equal(expected.RootElement.GetProperty("messages").GetInt64(), counts.Messages);
        Assert.Equal(121_314, counts.FramesOf(FrameVerdict.Udp));
        Assert.Equal(121_314, counts.Segments);
        Assert.Equal(Sessions - 1, counts.FurtherSessions);
        Assert.Equal(
            [('H', 93_638), ('O', 93_638), ('P', 93_636), ('T', 83_343), ('5', 14_627), ('8', 12_941), ('B', 73), ('E', 59), ('S', 44)],
            counts.MessagesByType.Select(m => ((char)m.Type, m.Count)));
        Assert.Equal(
            0,
            counts.Gaps + counts.RepeatedSegments + counts.MalformedSegments + counts.MalformedMessages + counts.UnknownMessages + counts.OtherSegments
                + counts.DroppedLevels);
        Assert.Equal((RecordingEnd.CutShort, "DEEP 1.0"), (feed.Ending, feed.Protocol));
        Assert.Contains("after packet 121314", feed.EndDetail);

        // A session's first message is a system event, which has no symbol; but for the very first, the session before lends it one.
        Assert.Equal(counts.Messages - 1, ticks.Length);
        Assert.Equal(Sessions - 1, ticks.Count(t => t.Sequence == 1));
        Assert.Equal(83_343, ticks.Count(t => t.Tick.EventCase == Tick.EventOneofCase.Trade));
        Assert.Equal(73, ticks.Count(t => t.Tick.EventCase == Tick.EventOneofCase.Cancel));
    }

    [FactNeeds(Need.MarketData)]
    public void The_last_quote_and_trade_of_every_symbol_are_what_a_plain_decoder_finds()
    {
        var quotes = new Dictionary<string, (ulong, long, long, ulong)>();
        var trades = new Dictionary<string, (long, ulong, string)>();
        using IexDecoder feed = Open();
        foreach ((_, Tick tick) in PublishedTicks.ReadAll(feed))
        {
            if (tick.Quote is { } quote)
            {
                quotes[tick.Symbol] = (quote.BidSize, quote.BidPrice, quote.AskPrice, quote.AskSize);
            }
            else if (tick.Trade is { } trade)
            {
                trades[tick.Symbol] = (trade.Price, trade.Size, trade.Id);
            }
        }

        var plain = PlainDeepDecoder.Read(MarketDataFolder.File("iex", $"{Name}.pcap.gz"));

        Assert.Equal(feed.Counts.Messages, plain.Messages);
        Assert.Equal(plain.LastQuotes, quotes);
        Assert.Equal(plain.LastTrades, trades);
        Assert.Equal(20, quotes.Count);
    }

    private static IexDecoder Open() => new(CaptureFile.Open(MarketDataFolder.File("iex", $"{Name}.pcap.gz")), IexFeed.Deep);
}
