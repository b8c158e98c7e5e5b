using System.Buffers.Text;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;

namespace QuoteStream.Benchmarks.Feeds;

/// <summary>Messages of a crypto venue, from JSON to encoded ticks: the mix of a live connection, one trade to two quotes, some 420 bytes each.</summary>
[MemoryDiagnoser]
public class CoinbaseBenchmarks
{
    private const int Messages = 3000;
    private const ulong FirstTradeId = 1_000_000_000;
    private const string Time = "2026-08-09T21:05:48.228568804Z";

    private readonly byte[][] _messages = new byte[Messages][];
    private readonly int[] _idOffsets = new int[Messages];
    private readonly TickBatch _batch = new();
    private readonly CoinbaseDecoder _decoder = new();
    private ulong _tradeId = FirstTradeId;
    private long _bytes;

    [GlobalSetup]
    public void Generate()
    {
        var random = new Random(1);
        for (int i = 0; i < Messages; i++)
        {
            string product = random.Next(2) == 0 ? "BTC-USD" : "ETH-USD";
            string price = (65_000 + (random.Next(10_000) / 100m)).ToString(CultureInfo.InvariantCulture);
            _messages[i] = Encoding.UTF8.GetBytes(i % 3 == 0 ? Trade(i, product, price) : Quote(i, product, price));
            _idOffsets[i] = i % 3 == 0 ? _messages[i].AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{FirstTradeId}")) : 0;
            _bytes += _messages[i].Length;
        }

        Console.WriteLine($"{(double)_bytes / Messages:N0} bytes a message");
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int Decode()
    {
        _decoder.BeginConnection();
        int ticks = 0;
        for (int i = 0; i < Messages; i++)
        {
            if (_idOffsets[i] > 0)
            {
                // A trade that came before would not be told again.
                Utf8Formatter.TryFormat(_tradeId++, _messages[i].AsSpan(_idOffsets[i]), out _);
            }

            _decoder.Decode(_messages[i], _batch);
            ticks += _batch.Count;
        }

        return ticks;
    }

    /// <summary>Every message has to have been readable, or the figure says nothing.</summary>
    [GlobalCleanup]
    public void Check()
    {
        if (_decoder.Counts.MalformedMessages + _decoder.Counts.Gaps + _decoder.Counts.MalformedTicks > 0 || _decoder.Counts.Trades == 0)
        {
            throw new InvalidOperationException("The generated messages are not what the decoder reads.");
        }
    }

    private static string Quote(int sequence, string product, string price) =>
        $$"""
        {"channel":"ticker","timestamp":"{{Time}}","sequence_num":{{sequence}},"events":[{"type":"update","tickers":[{"type":"ticker","product_id":"{{product}}","price":"{{price}}","volume_24_h":"2867.54532609","low_24_h":"64675.22","high_24_h":"65252.99","low_52_w":"57717.55","high_52_w":"126296","price_percent_chg_24_h":"0.09601107287722","best_bid":"{{price}}","best_ask":"{{price}}","best_bid_quantity":"0.20371215","best_ask_quantity":"0.24290402"}]}]}
        """;

    private static string Trade(int sequence, string product, string price) =>
        $$"""
        {"channel":"market_trades","timestamp":"{{Time}}","sequence_num":{{sequence}},"events":[{"type":"update","trades":[{"product_id":"{{product}}","trade_id":"{{FirstTradeId}}","price":"{{price}}","size":"0.01034361","time":"2026-08-09T21:05:48.167634Z","side":"SELL"}]}]}
        """;
}
