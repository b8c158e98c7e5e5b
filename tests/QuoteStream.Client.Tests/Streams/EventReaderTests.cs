using System.Text;
using QuoteStream.Client.Streams;

namespace QuoteStream.Client.Tests.Streams;

public class EventReaderTests
{
    [Fact]
    public void A_quote_has_exact_prices_and_microseconds()
    {
        QuoteEvent quote = Read<QuoteEvent>(
            "quote",
            """
            {"symbol":"AAPL","bid":189.12,"bidSize":300,"bidVenue":"XNAS","ask":189.14,"askSize":200,"askVenue":"ARCX",
             "last":189.130000001,"lastSize":0.000000001,"volume":12345678901234567890.123456789,"open":188.4,"high":189.9,"low":187.66,"vwap":188.765432,
             "previousClose":187.95,"change":-1.18,"changePercent":0.6278,"state":"quoteOnly","stale":true,"seq":48211,
             "time":1763629200123456,"received":1763629200123518,"sent":1763629200123907,"market":"crossed","delayed":true,"new":{"a":[1]}}
            """);
        Assert.Equal(
            new QuoteEvent
            {
                Symbol = "AAPL",
                Bid = 189.12m,
                BidSize = 300,
                BidVenue = "XNAS",
                Ask = 189.14m,
                AskSize = 200,
                AskVenue = "ARCX",
                Last = 189.130000001m,
                LastSize = 0.000000001m,
                Volume = 12345678901234567890.123456789m,
                Open = 188.4m,
                High = 189.9m,
                Low = 187.66m,
                Vwap = 188.765432m,
                PreviousClose = 187.95m,
                Change = -1.18m,
                ChangePercent = 0.6278m,
                State = TradingStatus.QuoteOnly,
                Stale = true,
                Seq = 48211,
                TimeMicros = 1763629200123456,
                ReceivedMicros = 1763629200123518,
                SentMicros = 1763629200123907,
                Market = MarketCondition.Crossed,
                Delayed = true,
            },
            quote);
        Assert.Equal(new DateTimeOffset(2025, 11, 20, 9, 0, 0, 123, 456, TimeSpan.Zero), quote.Time);
    }

    [Fact]
    public void What_a_quote_leaves_out_is_null()
    {
        QuoteEvent quote = Read<QuoteEvent>("quote", """{"symbol":"AAPL","stale":false,"seq":1}""");
        Assert.Equal(new QuoteEvent { Symbol = "AAPL", Seq = 1 }, quote);
        Assert.Null(quote.Bid);
        Assert.Null(quote.Market);
        Assert.Null(quote.Time);
    }

    [Fact]
    public void Hello_lists_what_was_granted()
    {
        HelloEvent hello = Read<HelloEvent>(
            "hello",
            """
            {"streamId":"s1","serverTime":1763629200123456,"node":"n1","simulated":true,"resume":"delta","heartbeatSeconds":15,"expires":1763629200000000,
             "subscriptions":[{"symbol":"AAPL","maxRate":4,"trades":true,"state":"live"},{"symbol":"X","maxRate":"max","trades":false,"state":"moot"}]}
            """);
        Assert.Equal(("s1", "n1", true, ResumeKind.Delta, 15d), (hello.StreamId, hello.Node, hello.Simulated, hello.Resume, hello.HeartbeatSeconds));
        Assert.Equal(1763629200, hello.Expires!.Value.ToUnixTimeSeconds());
        Assert.Equal(
            [
                new SymbolSubscription { Symbol = "AAPL", MaxRate = 4, Trades = true, State = SubscriptionState.Live },
                new SymbolSubscription { Symbol = "X", MaxRate = double.PositiveInfinity, State = SubscriptionState.Other },
            ],
            hello.Subscriptions);
    }

    [Fact]
    public void Trades_and_their_corrections_are_told_apart()
    {
        TradeEvent trade = Read<TradeEvent>(
            "trade",
            """
            {"symbol":"AAPL","price":189.13,"size":100,"venue":"XNAS","conditions":"@  I","regular":true,"suspicious":true,"id":"77","seq":5,"time":1,"received":2,
             "correction":"cancel","corrects":3}
            """);
        Assert.Equal((189.13m, 100m, "77", 5L), (trade.Price, trade.Size, trade.TradeId, trade.Seq));
        Assert.Equal((TradeCorrectionKind.Cancel, 3L), (trade.Correction, trade.Corrects));
        Assert.True(trade.Suspicious);
        TradeEvent plain = Read<TradeEvent>("trade", """{"symbol":"AAPL","seq":6}""");
        Assert.Equal((null, false), (plain.Correction, plain.Suspicious));
    }

    [Fact]
    public void The_other_events_have_their_fields()
    {
        Assert.Equal(
            new StatusEvent { Symbol = "A", State = TradingStatus.Halted, Reason = "T1", Stale = true, StaleReason = StaleReason.Quiet, TimeMicros = 5 },
            Read<StatusEvent>("status", """{"symbol":"A","state":"halted","reason":"T1","stale":true,"staleReason":"quiet","time":5}"""));
        Assert.Equal(
            ["ARCX", "XNAS"],
            Read<StatusEvent>("status", """{"symbol":"A","state":"trading","stale":false,"staleVenues":["ARCX","XNAS"],"time":5}""").StaleVenues!);
        Assert.Equal(
            new GapEvent { Kind = "trade", Symbol = "A", FirstMissed = 3, LastMissed = 9, Missed = 7 },
            Read<GapEvent>("gap", """{"kind":"trade","symbol":"A","firstMissed":3,"lastMissed":9,"missed":7}"""));
        Assert.Equal(
            new GapEvent { Kind = "trade", Symbol = "A", LastMissed = 9 }, Read<GapEvent>("gap", """{"kind":"trade","symbol":"A","lastMissed":9}"""));
        Assert.Equal("A", Read<SubscriptionsEvent>("subscriptions", """{"subscriptions":[{"symbol":"A"}]}""").Subscriptions.Single().Symbol);
        HeartbeatEvent heartbeat = Read<HeartbeatEvent>(
            "heartbeat", """{"serverTime":1763629200123456,"lagMs":0.4,"transactionSeq":7,"feeds":[{"provider":"iex","state":"up"}]}""");
        Assert.Equal((0.4, 7L, new FeedHealth { Provider = "iex", State = "up" }), (heartbeat.LagMs, heartbeat.TransactionSeq, heartbeat.Feeds.Single()));
        Assert.Equal(
            new SlowEvent { State = SlowState.Behind, BehindMs = 120, QuotesMerged = 30 },
            Read<SlowEvent>("slow", """{"state":"behind","behindMs":120,"quotesMerged":30}"""));
        Assert.Equal(1, Read<ExpiringEvent>("expiring", """{"expires":1000000}""").Expires.ToUnixTimeSeconds());
        Assert.Equal(
            new GoodbyeEvent { Reason = GoodbyeReason.Slow, Reconnect = true, RetryMs = 900 },
            Read<GoodbyeEvent>("goodbye", """{"reason":"slow","reconnect":true,"retryMs":900}"""));
        Assert.Equal("No.", Read<ProblemEvent>("problem", """{"status":500,"detail":"No."}""").Problem.Detail);
        Assert.Equal(3, Read<TransactionEvent>("transaction", """{"seq":3}""").Seq);
        Assert.Equal("P", Read<PortfolioEvent>("portfolio", """{"id":"P"}""").Id);
    }

    [Theory]
    [InlineData("news", "{\"a\":1}", false)]
    [InlineData("quote", "{\"symbol\":", true)]
    [InlineData("quote", "{\"symbol\":\"A\",\"bid\":\"high\"}", true)]
    [InlineData("quote", "{\"symbol\":\"A\",\"state\":5}", true)]
    [InlineData("quote", "{\"symbol\":\"A\",\"bid\":1e40}", true)]
    [InlineData("hello", "{\"subscriptions\":[{\"maxRate\":\"fast\"}]}", true)]
    [InlineData("quote", "null", false)]
    public void What_cannot_be_read_is_passed_on_as_text(string name, string data, bool known)
    {
        UnknownEvent unknown = Read<UnknownEvent>(name, data);
        Assert.Equal((name, data, known), (unknown.Name, unknown.Data, unknown.Problem is not null));
    }

    private static T Read<T>(string name, string data) => Assert.IsType<T>(EventReader.Read(name, Encoding.UTF8.GetBytes(data)));
}
