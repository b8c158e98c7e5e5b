using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;
using QuoteStream.Testing.Venues;

namespace QuoteStream.Feeds.Tests.Crypto;

/// <summary>Half a minute of the venue, as recorded; and what becomes of it when it is damaged.</summary>
public sealed class RecordedCoinbaseTests
{
    // Of each kind of damage.
    private const int Mutations = 3000;

    // The two snapshots of the order book are 5 MB each: random damage to them says nothing that shorter messages do not.
    private const int LongestToDamage = 20_000;

    [FactNeeds(Need.MarketData)]
    public void Every_message_is_read_and_counted_as_others_count_them()
    {
        CoinbaseRecording recording = CoinbaseRecording.Read();
        var decoder = new CoinbaseDecoder();
        var batch = new TickBatch();
        var ticks = new List<Tick>();

        foreach ((_, byte[] message) in recording.Messages)
        {
            CoinbaseVerdict verdict = decoder.Decode(message, batch);
            Assert.DoesNotContain(verdict, new[] { CoinbaseVerdict.Gap, CoinbaseVerdict.WentBack, CoinbaseVerdict.Malformed, CoinbaseVerdict.Error });
            ticks.AddRange(batch.Count > 0 ? PublishedTicks.Decode(batch) : []);
        }

        CoinbaseCounts counts = decoder.Counts;
        Assert.Equal((Expected("ticker"), Expected("trades")), (counts.Tickers, counts.Trades));
        Assert.Equal((1030, 200, 25), (counts.Messages, counts.EarlierTrades, counts.Heartbeats));
        Assert.Equal(recording.MessagesByChannel["l2_data"] + recording.MessagesByChannel["candles"], counts.OtherMessages);
        Assert.Equal(0, counts.MissingTrades + counts.MalformedTicks + counts.UnusableSides + counts.Rounded + counts.CappedSizes);
        foreach ((string product, List<(string Id, decimal Price, decimal Size)> trades) in recording.Trades)
        {
            Assert.Equal(trades, ticks.Where(t => t.Symbol == product && t.Trade is not null).Select(
                t => (t.Trade.Id, t.Trade.Price / 1_000_000_000m, t.Trade.Size / 1_000_000_000m)));
            Quote last = ticks.Last(t => t.Symbol == product && t.Quote is not null).Quote;
            Assert.Equal(recording.Quotes[product], (Nine(last.BidPrice), Nine((long)last.BidSize), Nine(last.AskPrice), Nine((long)last.AskSize)));
        }
    }

    [FactNeeds(Need.MarketData)]
    public void Damaged_messages_end_in_a_verdict()
    {
        const int Seed = 20260809;
        var random = new Random(Seed);
        byte[][] messages = [.. CoinbaseRecording.Read().Messages.Select(m => m.Message).Where(m => m.Length < LongestToDamage)];
        var decoder = new CoinbaseDecoder();
        var batch = new TickBatch();
        var verdicts = new HashSet<CoinbaseVerdict>();
        for (int i = 0; i < Mutations; i++)
        {
            byte[] message = [.. messages[random.Next(messages.Length)]];
            Try(message.AsSpan(0, random.Next(message.Length)));
            Try([.. message, .. messages[random.Next(messages.Length)].AsSpan(random.Next(20))]);
            for (int n = random.Next(1, 8); n > 0; n--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            Try(message);
            int from = random.Next(message.Length);
            int length = random.Next(Math.Min(64, message.Length - from));
            message.AsSpan(from, length).CopyTo(message.AsSpan(random.Next(message.Length - length)));
            Try(message);
        }

        Assert.Contains(CoinbaseVerdict.Malformed, verdicts);
        Assert.Contains(CoinbaseVerdict.Ticks, verdicts);

        void Try(ReadOnlySpan<byte> message)
        {
            decoder.BeginConnection();
            CoinbaseVerdict verdict = decoder.Decode(message, batch);
            verdicts.Add(verdict);
            Assert.True(verdict == CoinbaseVerdict.Ticks || batch.Count == 0, $"seed {Seed}: {verdict} with {batch.Count} ticks");
        }
    }

    private static decimal Nine(long units) => units / 1_000_000_000m;

    private static long Expected(string channel)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(MarketDataFolder.File("crypto-ws", "coinbase.expected.json")));
        return expected.RootElement.GetProperty("counts").GetProperty(channel).GetInt64();
    }
}
