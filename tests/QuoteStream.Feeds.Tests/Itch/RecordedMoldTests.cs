using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Itch;

/// <summary>Packets of the venue's multicast, each file named after the messages that it holds.</summary>
public sealed class RecordedMoldTests
{
    private static readonly Dictionary<string, char> Types = new()
    {
        ["AddOrderNoMPID"] = 'A', ["AddOrderNoMpidAttributionMessage"] = 'A', ["AddOrderWithMPID"] = 'F', ["CrossTrade"] = 'Q',
        ["LULDAuctionCollar"] = 'J', ["MarketParticipantPosition"] = 'L', ["MarketParticipantPositionMessage"] = 'L',
        ["NetOrderImbalanceIndicator"] = 'I', ["NetOrderImbalanceIndicatorMessage"] = 'I', ["NonCrossTrade"] = 'P', ["OrderCancel"] = 'X',
        ["OrderDelete"] = 'D', ["OrderDeleteMessage"] = 'D', ["OrderExecuted"] = 'E', ["OrderExecutedMessage"] = 'E',
        ["OrderExecutedWithPrice"] = 'C', ["OrderReplace"] = 'U', ["OrderReplaceMessage"] = 'U', ["RegSHORestriction"] = 'Y',
        ["StockTradingAction"] = 'H', ["StockTradingActionMessage"] = 'H', ["SystemEvent"] = 'S',
    };

    [FactNeeds(Need.MarketData)]
    public void Each_file_holds_the_messages_that_its_name_says()
    {
        string folder = Path.GetDirectoryName(MarketDataFolder.File("itch", "moldudp64", "Nsdq_v5.0__Multiple.Packets.pcap"))!;
        string[] files = Directory.GetFiles(folder, "*.pcap");
        foreach (string path in files.Where(f => !f.EndsWith("Multiple.Packets.pcap", StringComparison.Ordinal)))
        {
            using ItchDecoder feed = Open(path);
            _ = PublishedTicks.ReadAll(feed).Count();

            string name = Path.GetFileNameWithoutExtension(path).Split("__")[1];
            (byte type, long count) = Assert.Single(feed.Counts.MessagesByType);
            Assert.Equal((Types[name], feed.Counts.Messages), ((char)type, count));
            Assert.Equal(0, feed.Counts.UnknownMessages + feed.Counts.MalformedMessages + feed.Counts.MalformedPackets + feed.Counts.OtherDatagrams);
            Assert.True(feed.Counts.Packets > 0, path);
        }

        Assert.Equal(Types.Count + 1, files.Length);
    }

    [FactNeeds(Need.MarketData)]
    public void What_the_messages_say_is_told()
    {
        Assert.Equal(
            new Trade { Price = 1_284_600, Size = 100, Id = "255554", Conditions = "@" },
            Ticks("Nsdq_v5.0.20230822__NonCrossTrade").First().Trade);
        Assert.Equal(
            new Status { State = TradingState.Paused, Reason = "LUDP" }, Ticks("Nsdq_v5.0.20230822__StockTradingAction").First().Status);
        Tick action = Ticks("Nsdq_v5.0__StockTradingActionMessage").Single();
        Assert.Equal(("AMC", TradingState.Trading, ""), (action.Symbol, action.Status.State, action.Status.Reason));
        Tick added = Ticks("Nsdq_v5.0__AddOrderNoMpidAttributionMessage").Single();
        Assert.Equal(("IVOO", new Quote { BidPrice = 873_900, BidSize = 1_600 }), (added.Symbol, added.Quote));

        // 2023-08-22 13:30:00 UTC is half past nine in New York; the packet is of a moment before.
        Assert.Equal(1_692_710_999ul, added.Time / 1_000_000_000);
    }

    [FactNeeds(Need.MarketData)]
    public void Numbers_and_session_are_the_packets()
    {
        using ItchDecoder feed = Open(MarketDataFolder.File("itch", "moldudp64", "Nsdq_v5.0__AddOrderNoMpidAttributionMessage.pcap"));

        Assert.Equal(0x00E12F59ul, PublishedTicks.ReadAll(feed).Single().Sequence);
        Assert.Equal("itch-xnas-000010059b-20230822", feed.SessionName);
    }

    [FactNeeds(Need.MarketData)]
    public void A_capture_of_several_packets_is_read_to_its_end()
    {
        using ItchDecoder feed = Open(MarketDataFolder.File("itch", "moldudp64", "Nsdq_v5.0__Multiple.Packets.pcap"));
        _ = PublishedTicks.ReadAll(feed).Count();

        Assert.Equal(0, feed.Counts.UnknownMessages + feed.Counts.MalformedMessages + feed.Counts.MalformedPackets + feed.Counts.OtherDatagrams);
        Assert.True(feed.Counts.Messages > 1, "It holds several packets.");
    }

    private static IEnumerable<Tick> Ticks(string name)
    {
        using ItchDecoder feed = Open(MarketDataFolder.File("itch", "moldudp64", $"{name}.pcap"));
        return [.. PublishedTicks.ReadAll(feed).Select(t => t.Tick)];
    }

    private static ItchDecoder Open(string path)
    {
        FeedFile file = FeedFile.Open(path);
        Assert.Equal("itch", FeedFormats.Recognize(file).Name);
        return (ItchDecoder)new ItchFormat().Open([file], new FeedOpening());
    }
}
