using System.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Testing.Venues;

namespace QuoteStream.Feeds.Tests.Crypto;

/// <summary>Whatever a connection brings, reading it ends in a verdict.</summary>
public sealed class CoinbaseFuzzTests
{
    private const int Rounds = 20_000;

    // What the decoder looks for, and what JSON is made of.
    private static readonly string[] Words =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u00", "\\ud800", "null", "true", "1", "-", "1e400", "0.1", "18446744073709551616",
        "\"channel\"", "\"ticker\"", "\"market_trades\"", "\"heartbeats\"", "\"type\"", "\"error\"", "\"message\"", "\"snapshot\"",
        "\"sequence_num\"", "\"timestamp\"", "\"2026-08-09T21:05:48Z\"", "\"events\"", "\"tickers\"", "\"trades\"", "\"product_id\"",
        "\"BTC-USD\"", "\"best_bid\"", "\"trade_id\"", "\"price\"", "\"size\"", "\"time\"", "\u00ff", "\0",
    ];

    [Fact]
    public void Random_bytes_and_words_end_in_a_verdict()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        var decoder = new CoinbaseDecoder();
        var batch = new TickBatch();
        for (int i = 0; i < Rounds; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            string words = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Words[random.Next(Words.Length)]));
            string message = CoinbaseMessages.Trades((ulong)i, "ETH-USD", (ulong)i);
            int at = random.Next(message.Length);
            foreach (byte[] input in new[] { bytes, Encoding.Latin1.GetBytes(words), Encoding.Latin1.GetBytes(message.Insert(at, words)) })
            {
                CoinbaseVerdict verdict = decoder.Decode(input, batch);
                Assert.True(verdict == CoinbaseVerdict.Ticks || batch.Count == 0, $"seed {seed}: {Convert.ToHexString(input)}");
            }
        }

        Assert.Equal(3 * Rounds, decoder.Counts.Messages);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Endless_nesting_is_refused(string open)
    {
        byte[] message = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, 1_000_000)));

        Assert.Equal(CoinbaseVerdict.Malformed, new CoinbaseDecoder().Decode(message, new TickBatch()));
    }
}
