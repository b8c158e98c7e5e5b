using System.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing.Venues;

namespace QuoteStream.Feeds.Tests.Crypto;

public sealed class CoinbaseDecoderTests
{
    private readonly CoinbaseDecoder _decoder = new();
    private readonly TickBatch _batch = new();

    [Fact]
    public void A_ticker_is_a_quote()
    {
        Tick tick = Assert.Single(Decode(CoinbaseMessages.Quote(0, "BTC-USD", "65083.66", "65083.67", "0.20371215", "0.24290402")));

        Assert.Equal(("BTC-USD", 1_786_309_548_228_568_804ul), (tick.Symbol, tick.Time));
        Assert.Equal((65_083_660_000_000, 203_712_150ul), (tick.Quote.BidPrice, tick.Quote.BidSize));
        Assert.Equal((65_083_670_000_000, 242_904_020ul), (tick.Quote.AskPrice, tick.Quote.AskSize));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("0", "1")]
    [InlineData("99", "0")]
    [InlineData("99", "")]
    public void A_side_that_nobody_quotes_is_empty(string bid, string size)
    {
        Quote quote = Assert.Single(Decode(CoinbaseMessages.Quote(0, "BTC-USD", bid, "100", bidSize: size))).Quote;

        Assert.Equal((0L, 0ul, 100_000_000_000, 2_500_000_000ul), (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize));
        Assert.Equal(0, _decoder.Counts.UnusableSides);
    }

    [Theory]
    [InlineData("-5", "1")]
    [InlineData("soon", "1")]
    [InlineData("99", "1e3")]
    [InlineData("9999999999999", "1")]
    public void A_side_that_cannot_be_read_is_empty_and_counted(string bid, string size)
    {
        Quote quote = Assert.Single(Decode(CoinbaseMessages.Quote(0, "BTC-USD", bid, "100", bidSize: size))).Quote;

        Assert.Equal((0L, 0ul), (quote.BidPrice, quote.BidSize));
        Assert.Equal(1, _decoder.Counts.UnusableSides);
    }

    [Fact]
    public void A_quote_is_never_rounded_to_a_better_one()
    {
        Quote quote = Assert.Single(Decode(CoinbaseMessages.Quote(0, "PEPE-USD", "0.00000401239", "0.00000401241", "1", "1.0000000019"))).Quote;

        Assert.Equal((4012, 4013, 1_000_000_001ul), (quote.BidPrice, quote.AskPrice, quote.AskSize));
        Assert.Equal(3, _decoder.Counts.Rounded);
    }

    [Fact]
    public void A_size_beyond_what_can_be_said_is_the_most_that_can_be()
    {
        Quote quote = Assert.Single(Decode(CoinbaseMessages.Quote(0, "PEPE-USD", "0.000004", "0.000005", "123456789012", "2"))).Quote;

        Assert.Equal((4000, (ulong)long.MaxValue), (quote.BidPrice, quote.BidSize));
        Assert.Equal(1, _decoder.Counts.CappedSizes);
    }

    [Fact]
    public void Trades_leave_oldest_first()
    {
        IReadOnlyList<Tick> ticks = Decode(CoinbaseMessages.Trades(0, "ETH-USD", 43, 42, 41));

        Assert.Equal(["41", "42", "43"], ticks.Select(t => t.Trade.Id));
        Assert.Equal((41_250_000_000, 2_186_000ul), (ticks[0].Trade.Price, ticks[0].Trade.Size));
        Assert.Equal(1_786_309_542_514_318_000ul, ticks[0].Time);
    }

    [Fact]
    public void Trades_from_before_the_feed_are_not_told()
    {
        Assert.Empty(Decode(CoinbaseMessages.Snapshot(0, "ETH-USD", 43, 42, 41)));
        Assert.Equal(["44"], Ids(Decode(CoinbaseMessages.Trades(1, "ETH-USD", 44))));
        Assert.Equal((3, 1, 0), (_decoder.Counts.EarlierTrades, _decoder.Counts.Trades, _decoder.Counts.MissingTrades));
    }

    [Fact]
    public void Trades_that_were_missed_come_with_the_next_snapshot_and_none_comes_twice()
    {
        Decode(CoinbaseMessages.Trades(0, "ETH-USD", 41));
        Decode(CoinbaseMessages.Trades(1, "BTC-USD", 7));
        _decoder.BeginConnection();

        Assert.Equal(["42", "43"], Ids(Decode(CoinbaseMessages.Snapshot(0, "ETH-USD", 43, 42, 41, 40))));
        Assert.Equal(["90"], Ids(Decode(CoinbaseMessages.Snapshot(1, "BTC-USD", 90))));
        Assert.Empty(Decode(CoinbaseMessages.Trades(2, "ETH-USD", 43)));
        CoinbaseCounts counts = _decoder.Counts;
        Assert.Equal((3, 3, 82), (counts.RecoveredTrades, counts.RepeatedTrades, counts.MissingTrades));
    }

    [Fact]
    public void A_product_that_first_trades_after_an_empty_snapshot_is_told_from_its_first_trade()
    {
        Assert.Empty(Decode(CoinbaseMessages.Snapshot(0, "NEW-USD")));
        Assert.Equal(["1"], Ids(Decode(CoinbaseMessages.Trades(1, "NEW-USD", 1))));
    }

    [Theory]
    [InlineData("trade_id", "abc")]
    [InlineData("trade_id", "")]
    [InlineData("price", "0")]
    [InlineData("price", "-1")]
    [InlineData("size", "0")]
    [InlineData("time", "yesterday")]
    [InlineData("product_id", "btc usd")]
    [InlineData("product_id", "A-SYMBOL-OF-MORE-THAN-THIRTY-TWO-LETTERS")]
    public void A_trade_that_cannot_be_read_is_counted_and_the_others_are_told(string field, string value)
    {
        string good = CoinbaseMessages.Trades(0, "ETH-USD", 42, 41);
        int at = good.IndexOf($"\"{field}\":\"", StringComparison.Ordinal) + field.Length + 4;

        IReadOnlyList<Tick> ticks = Decode(good[..at] + value + good[good.IndexOf('"', at)..]);

        Assert.Equal(["41"], Ids(ticks));
        Assert.Equal(1, _decoder.Counts.MalformedTicks);
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        const string Message =
            """
            {"new":{"a":[1,{"b":null}]},"events":[{"tickers":[{"best_ask_quantity":4,"x":[[]],"best_ask":"3","best_bid_quantity":"2","best_bid":1,
            "product_id":"ETH-USD"}],"type":"update","more":true}],"sequence_num":"7","timestamp":"2026-08-09T21:05:48Z","channel":"ticker"}
            """;

        Quote quote = Assert.Single(Decode(Message)).Quote;

        Assert.Equal((1_000_000_000, 2_000_000_000ul, 3_000_000_000, 4_000_000_000ul), (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize));
    }

    [Fact]
    public void A_missing_message_is_a_gap_of_so_many_and_is_not_read_over()
    {
        Assert.Equal(CoinbaseVerdict.Heartbeat, Read(CoinbaseMessages.Heartbeat(5)));

        Assert.Equal(CoinbaseVerdict.Gap, Read(CoinbaseMessages.Quote(9, "BTC-USD", "1", "2")));

        Assert.Equal((3ul, 0), (_decoder.Missing, _batch.Count));
        Assert.Equal((1, 3), (_decoder.Counts.Gaps, _decoder.Counts.MissingMessages));
        Assert.Equal(CoinbaseVerdict.WentBack, Read(CoinbaseMessages.Heartbeat(5)));
        _decoder.BeginConnection();
        Assert.Equal(CoinbaseVerdict.Ticks, Read(CoinbaseMessages.Quote(0, "BTC-USD", "1", "2")));
    }

    [Theory]
    [InlineData("subscriptions", CoinbaseVerdict.Subscriptions)]
    [InlineData("l2_data", CoinbaseVerdict.OtherChannel)]
    [InlineData("tomorrow", CoinbaseVerdict.OtherChannel)]
    public void Other_channels_are_told_apart(string channel, CoinbaseVerdict verdict) =>
        Assert.Equal(verdict, Read($$"""{"channel":"{{channel}}","sequence_num":0,"events":7}"""));

    [Fact]
    public void A_refusal_is_one_line_of_plain_text()
    {
        Assert.Equal(CoinbaseVerdict.Error, Read(CoinbaseMessages.Error("no\\nsuch \u001b[2Jproduct".Replace("\u001b", "\\u001b") + new string('x', 900))));

        Assert.StartsWith("no\\nsuch \\u001b[2Jproductxx", _decoder.ErrorText);
        Assert.Equal(200, _decoder.ErrorText.Length);
        Assert.Equal(1, _decoder.Counts.Errors);
    }

    [Theory]
    [InlineData("", CoinbaseFault.NotJson)]
    [InlineData("<html>", CoinbaseFault.NotJson)]
    [InlineData("{\"channel\":\"ticker\",", CoinbaseFault.NotJson)]
    [InlineData("{\"channel\":\"heartbeats\",\"sequence_num\":0}{}", CoinbaseFault.NotJson)]
    [InlineData("[]", CoinbaseFault.NoChannel)]
    [InlineData("null", CoinbaseFault.NoChannel)]
    [InlineData("{}", CoinbaseFault.NoChannel)]
    [InlineData("{\"channel\":\"ticker\"}", CoinbaseFault.NoSequence)]
    [InlineData("{\"channel\":\"ticker\",\"sequence_num\":-1}", CoinbaseFault.NoSequence)]
    [InlineData("{\"channel\":\"ticker\",\"sequence_num\":1.5}", CoinbaseFault.NoSequence)]
    [InlineData("{\"channel\":\"ticker\",\"sequence_num\":1,\"timestamp\":7}", CoinbaseFault.NoTime)]
    [InlineData("{\"channel\":\"ticker\",\"sequence_num\":1,\"timestamp\":\"2026-08-09T21:05:48Z\",\"events\":{}}", CoinbaseFault.NoEvents)]
    [InlineData("{\"channel\":\"ticker\",\"sequence_num\":1,\"timestamp\":\"2026-08-09T21:05:48Z\",\"events\":[7]}", CoinbaseFault.NoEvents)]
    [InlineData("{\"channel\":\"ticker\",\"sequence_num\":1,\"timestamp\":\"2026-08-09T21:05:48Z\",\"events\":[{\"tickers\":{}}]}", CoinbaseFault.NoEvents)]
    [InlineData("{\"channel\":\"market_trades\",\"sequence_num\":1,\"timestamp\":\"2026-08-09T21:05:48Z\",\"events\":[{\"trades\":[[]]}]}", CoinbaseFault.NoEvents)]
    public void A_message_that_cannot_be_read_says_why(string message, CoinbaseFault fault)
    {
        Assert.Equal(CoinbaseVerdict.Malformed, Read(message));

        Assert.Equal((fault, 1, 0), (_decoder.Fault, _decoder.Counts.MalformedMessages, _batch.Count));
    }

    [Fact]
    public void A_message_of_too_many_ticks_is_refused_whole()
    {
        string one = """{"product_id":"BTC-USD","best_bid":"1","best_ask":"2","best_bid_quantity":"1","best_ask_quantity":"1"}""";
        string many = string.Join(',', Enumerable.Repeat(one, CoinbaseTickReader.MaxTicks + 1));

        Assert.Equal(CoinbaseVerdict.Malformed, Read(
            $$"""{"channel":"ticker","sequence_num":0,"timestamp":"2026-08-09T21:05:48Z","events":[{"tickers":[{{many}}]}]}"""));
        Assert.Equal((CoinbaseFault.TooManyTicks, 0), (_decoder.Fault, _batch.Count));
        Assert.Equal(CoinbaseVerdict.Malformed, Read(CoinbaseMessages.Trades(
            1, "ETH-USD", [.. Enumerable.Range(1, CoinbaseTickReader.MaxTicks + 1).Select(i => (ulong)i)])));
        Assert.Equal((CoinbaseFault.TooManyTicks, 0), (_decoder.Fault, _batch.Count));
        Assert.Equal(["1"], Ids(Decode(CoinbaseMessages.Trades(2, "ETH-USD", 1))));
    }

    [Fact]
    public void More_products_than_are_kept_are_counted()
    {
        for (int i = 0; i < CoinbaseProductTable.MaxProducts + 5; i++)
        {
            Read(CoinbaseMessages.Quote((ulong)i, $"P{i}", "1", "2"));
        }

        Assert.Equal((CoinbaseProductTable.MaxProducts, 5), (_decoder.Products, _decoder.Counts.MalformedTicks));
    }

    [Fact]
    public void A_tick_leaves_nothing_to_the_garbage_collector()
    {
        byte[] quote = Encoding.UTF8.GetBytes(CoinbaseMessages.Quote(0, "BTC-USD", "65083.66", "65083.67"));
        byte[] trades = Encoding.UTF8.GetBytes(CoinbaseMessages.Trades(1, "BTC-USD", 3, 2, 1));
        for (int i = 0; i < 2; i++)
        {
            DecodeBoth();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            DecodeBoth();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void DecodeBoth()
        {
            _decoder.BeginConnection();
            Assert.True(_decoder.Decode(quote, _batch) == CoinbaseVerdict.Ticks);
            Assert.True(_decoder.Decode(trades, _batch) == CoinbaseVerdict.Ticks);
        }
    }

    private static IEnumerable<string> Ids(IEnumerable<Tick> ticks) => ticks.Select(t => t.Trade.Id);

    private CoinbaseVerdict Read(string message) => _decoder.Decode(Encoding.UTF8.GetBytes(message), _batch);

    private IReadOnlyList<Tick> Decode(string message)
    {
        Assert.Equal(CoinbaseVerdict.Ticks, Read(message));
        return PublishedTicks.Decode(_batch);
    }
}
