using System.Net.WebSockets;
using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Testing;
using QuoteStream.Testing.Venues;

namespace QuoteStream.Feeds.Tests.Crypto;

/// <summary>The feed between a venue on this machine and the real server.</summary>
public sealed class CoinbaseFeedTests : IAsyncLifetime
{
    // Never reached where the venue is to be waited for: a slow machine is no outage.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    // Where silence is to be noticed: long beside heartbeats every 50 ms, for a machine that stops for seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(("Logging:LogLevel:Default", "Error"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [FactNeeds(Need.MarketData)]
    public async Task A_recorded_market_arrives_as_a_plain_decoder_says()
    {
        CoinbaseRecording recording = CoinbaseRecording.Read();
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            // A second of the venue's in 50 ms.
            await recording.PlayAsync(connection, speed: 20);
            await connection.StallAsync();
        });
        await using var run = new CoinbaseFeedRun(Options(venue, "BTC-USD", "ETH-USD"), _server);

        await Eventually.True(() => run.Feed.Counts.Messages == recording.Messages.Count);
        FeedTotals totals = await run.StopAsync();

        Assert.Equal(["ticker BTC-USD,ETH-USD", "market_trades BTC-USD,ETH-USD", "heartbeats BTC-USD,ETH-USD"], venue.Connections.Single().Subscriptions);
        Assert.Equal((160 + 79, 160 + 79, 0), (totals.Sent, totals.Applied, totals.Gaps));
        await AssertIsAsync(recording);
    }

    [FactNeeds(Need.MarketData)]
    public async Task A_market_over_broken_connections_has_every_trade_once()
    {
        // A message of trades is lost; the connection after it ends; the third begins with what came before, as snapshots do.
        const int Lost = 300, Break = 600, Overlap = 200;
        CoinbaseRecording recording = CoinbaseRecording.Read();
        int lost = Enumerable.Range(Lost, Break).First(i => recording.Messages[i].Message.AsSpan().IndexOf("market_trades"u8) >= 0);
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            switch (connection.Index)
            {
                case 0:
                    await recording.PlayAsync(connection, speed: 50, Range.All, lost);
                    break;
                case 1:
                    await recording.PlayAsync(connection, speed: 50, lost..Break);
                    await connection.CloseAsync("maintenance", WebSocketCloseStatus.EndpointUnavailable);
                    break;
                default:
                    await recording.PlayAsync(connection, speed: 50, (Break - Overlap)..);
                    break;
            }

            await connection.StallAsync();
        });
        await using var run = new CoinbaseFeedRun(Options(venue, "BTC-USD", "ETH-USD"), _server);
        int trades = recording.Trades.Values.Sum(t => t.Count);

        await Eventually.True(() => run.Feed.Counts.Trades == trades && run.Feed.VenueTimeNanos == recording.LastTickNanos);
        FeedTotals totals = await run.StopAsync();

        CoinbaseCounts counts = run.Feed.Counts;
        Assert.Equal((3, 1, 1, 0), (counts.Connections, counts.Gaps, counts.MissingMessages, counts.MissingTrades));
        Assert.True(counts.RepeatedTrades > 0);
        Assert.Equal((totals.Sent, 2, 2), (totals.Applied, totals.Gaps, totals.Missing));
        await AssertIsAsync(recording);
    }

    [Fact]
    public async Task A_lost_message_makes_the_quotes_stale_until_fresh_ones_come()
    {
        var mayReturn = new TaskCompletionSource();
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            if (connection.Index > 0)
            {
                await mayReturn.Task;
                await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", "3", "4", type: "snapshot"));
                await connection.SendAsync(CoinbaseMessages.Snapshot(1, "BTC-USD", 12, 11, 10));
                await connection.StallAsync();
                return;
            }

            await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", "1", "2", type: "snapshot"));
            await connection.SendAsync(CoinbaseMessages.Quote(1, "ETH-USD", "1", "2", type: "snapshot"));
            await connection.SendAsync(CoinbaseMessages.Trades(2, "BTC-USD", 10));
            await Eventually.True(async () => (await QuotesAsync()).Count == 2);
            await connection.SendAsync(CoinbaseMessages.Trades(6, "BTC-USD", 12));
            await connection.StallAsync();
        });
        await using StalenessTail tail = await StalenessTail.OpenAsync(_server, "BTC-USD,ETH-USD");
        await using var run = new CoinbaseFeedRun(Options(venue, "BTC-USD", "ETH-USD"), _server);

        await Eventually.True(() => tail.ConditionOf("BTC-USD") == "gap" && tail.ConditionOf("ETH-USD") == "gap");
        mayReturn.SetResult();
        await Eventually.True(() => tail.ConditionOf("BTC-USD") == "live" && tail.BidOf("BTC-USD") == 3);

        // Nothing new has come of this one.
        Assert.Equal("gap", tail.ConditionOf("ETH-USD"));
        await Eventually.True(() => run.Feed.Counts.Trades == 3);
        FeedTotals totals = await run.StopAsync();
        CoinbaseCounts counts = run.Feed.Counts;
        Assert.Equal((1, 3, 2, 0), (counts.Gaps, counts.MissingMessages, counts.RecoveredTrades, counts.MissingTrades));
        Assert.Equal((6, 1, 3), (totals.Applied, totals.Gaps, totals.Missing));
        Assert.Equal(2, run.Told.Count);
        Assert.Contains("3 of its messages are missing", run.Told.First());
        Assert.Contains("is back", run.Told.Last());
    }

    [Fact]
    public async Task A_venue_that_is_away_is_a_feed_that_is_down()
    {
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", $"{connection.Index + 1}", "20"));
            await connection.StallAsync();
        });
        await using StalenessTail tail = await StalenessTail.OpenAsync(_server, "BTC-USD");
        await using var run = new CoinbaseFeedRun(Options(venue, "BTC-USD") with { OutageGrace = Short }, _server);
        await Eventually.True(() => tail.ConditionOf("BTC-USD") == "live");

        await venue.VanishAsync();
        await Eventually.True(() => tail.ConditionOf("BTC-USD") == "feedDown");
        Assert.Contains("quotestream_feed_up{line=\"\",provider=\"coinbase\"} 0", await _server.Http.GetStringAsync("/metrics"));
        await venue.OpenAsync();

        await Eventually.True(() => tail.ConditionOf("BTC-USD") == "live" && tail.BidOf("BTC-USD") == 2);
        FeedTotals totals = await run.StopAsync();
        Assert.Equal((2, 1), (totals.Applied, totals.Missing));
        Assert.Equal(2, run.Feed.Counts.Connections);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("close")]
    [InlineData("stall")]
    [InlineData("garbage")]
    [InlineData("binary")]
    [InlineData("endless")]
    [InlineData("refusal")]
    [InlineData("back")]
    public async Task A_connection_that_is_good_for_nothing_is_renewed(string fault)
    {
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            int bid = Math.Min(connection.Index, 2) + 1;
            await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", $"{bid}", "20"));
            await Eventually.True(async () => (await QuotesAsync()).Values.Any(q => Number(q, "bid") == bid));
            if (connection.Index < 2)
            {
                await BreakAsync(connection, fault);
            }

            for (ulong sequence = 1; !connection.Gone.IsCancellationRequested; sequence++)
            {
                await connection.SendAsync(CoinbaseMessages.Heartbeat(sequence));
                await Task.Delay(Short);
            }
        });
        CoinbaseOptions options = Options(venue, "BTC-USD") with { SilenceLimit = fault == "stall" ? Patience : Long };
        await using StalenessTail tail = await StalenessTail.OpenAsync(_server, "BTC-USD");
        await using var run = new CoinbaseFeedRun(options, _server);

        await Eventually.True(() => tail.ConditionOf("BTC-USD") == "live" && tail.BidOf("BTC-USD") == 3);

        FeedTotals totals = await run.StopAsync();

        // Silence is a matter of time, and a machine that is slow enough finds more of it.
        int most = fault == "stall" ? int.MaxValue : 3;
        Assert.InRange(run.Feed.Counts.Connections, 3, most);
        Assert.InRange(run.Told.Count(t => t.StartsWith("No connection", StringComparison.Ordinal)), 2, most);
        Assert.Equal((run.Feed.Counts.Connections, 0), (totals.Applied, totals.Rejected));
        Assert.All(venue.Connections, c => Assert.True(c.Gone.IsCancellationRequested));
    }

    [Fact]
    public async Task A_venue_that_never_answers_is_told_with_its_reason()
    {
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(c => c.SendAsync(CoinbaseMessages.Error("no such product")));
        await using var run = new CoinbaseFeedRun(Options(venue, "NO-USD") with { FirstTicksLimit = TimeSpan.FromSeconds(2) }, _server);

        var fault = await Assert.ThrowsAsync<CoinbaseUnreachableException>(() => run.Running);

        Assert.True(fault.Message.Contains("no such product"), fault.Message);
        Assert.True(run.Feed.Counts.Errors > 0);
        Assert.Equal(0, run.Feed.Totals.Sent);
    }

    [Fact]
    public async Task A_server_that_was_away_gets_what_came_meanwhile()
    {
        var mayGoOn = new TaskCompletionSource();
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", "1", "20"));
            await mayGoOn.Task;
            await connection.SendAsync(CoinbaseMessages.Quote(1, "BTC-USD", "2", "20"));
            await connection.StallAsync();
        });
        string grpc = LastingPort.TakeUrl();
        RunningServer first = await RunningServer.StartAsync(("Kestrel:Endpoints:Grpc:Url", grpc), ("Logging:LogLevel:Default", "Error"));
        await using var run = new CoinbaseFeedRun(Options(venue, "BTC-USD"), first);
        await Eventually.True(() => run.Feed.Totals.Applied == 1);
        await first.DisposeAsync();
        mayGoOn.SetResult();

        await using RunningServer second = await RunningServer.StartAsync(("Kestrel:Endpoints:Grpc:Url", grpc), ("Logging:LogLevel:Default", "Error"));

        await Eventually.True(() => run.Feed.Totals.Applied == 2);
        await run.StopAsync();
        JsonElement answer = JsonElement.Parse(await second.Http.GetByteArrayAsync("/v1/quotes?symbols=BTC-USD"));
        Assert.Equal(2, Number(answer.GetProperty("quotes")[0], "bid"));
    }

    [Fact]
    public async Task What_had_to_wait_for_the_server_is_not_told_as_new()
    {
        var mayGoOn = new TaskCompletionSource();
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", $"{connection.Index + 1}", "20"));
            if (connection.Index == 0)
            {
                await mayGoOn.Task;
                await connection.SendAsync(CoinbaseMessages.Quote(1, "BTC-USD", "7", "20"));
                await connection.SendAsync(CoinbaseMessages.Quote(2, "BTC-USD", "8", "20"));
            }

            for (ulong sequence = 1; !connection.Gone.IsCancellationRequested; sequence++)
            {
                await connection.SendAsync(CoinbaseMessages.Heartbeat(connection.Index == 0 ? sequence + 2 : sequence));
                await Task.Delay(Short);
            }
        });
        string grpc = LastingPort.TakeUrl();
        RunningServer first = await RunningServer.StartAsync(("Kestrel:Endpoints:Grpc:Url", grpc), ("Logging:LogLevel:Default", "Error"));
        await using var run = new CoinbaseFeedRun(Options(venue, "BTC-USD") with { SilenceLimit = Patience }, first);
        await Eventually.True(() => run.Feed.Totals.Applied == 1);
        await first.DisposeAsync();
        mayGoOn.SetResult();
        await Eventually.True(() => run.Feed.Counts.Tickers == 2);
        long read = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => TimeProvider.System.GetElapsedTime(read) > 1.5 * Patience);

        await using RunningServer second = await RunningServer.StartAsync(("Kestrel:Endpoints:Grpc:Url", grpc), ("Logging:LogLevel:Default", "Error"));

        await Eventually.True(async () => (await second.Http.GetStringAsync("/v1/quotes?symbols=BTC-USD")).Contains("\"bid\":2"));
        FeedTotals totals = await run.StopAsync();

        // The first, the one that waited, and the fresh one: the third of the first connection was not read any more.
        Assert.Equal((3, 3), (totals.Sent, totals.Applied));
        Assert.Contains(run.Told, text => text.Contains("the server took nothing"));
    }

    [Theory]
    [InlineData("http://localhost", "BTC-USD")]
    [InlineData("ws://localhost", "btc-usd")]
    [InlineData("ws://localhost", "BTC-USD,BTC-USD")]
    [InlineData("ws://localhost", "")]
    public void Options_that_make_no_sense_are_refused(string url, string products)
    {
        var options = new CoinbaseOptions { Url = new Uri(url), Products = products.Split(',', StringSplitOptions.RemoveEmptyEntries) };

        Assert.Throws<ArgumentException>(() => new CoinbaseFeed(options, new FeedPublisherOptions { Server = _server.GrpcAddress, Provider = "x" }));
    }

    private async Task AssertIsAsync(CoinbaseRecording recording)
    {
        foreach ((string product, (decimal Bid, decimal BidSize, decimal Ask, decimal AskSize) expected) in recording.Quotes)
        {
            JsonElement quote = await QuoteAsync(product);
            Assert.Equal(
                expected,
                (Number(quote, "bid"), Number(quote, "bidSize"), Number(quote, "ask"), Number(quote, "askSize")));
            Assert.Equal(recording.Trades[product][^1].Price, Number(quote, "last"));
            Assert.Equal(recording.Trades[product].Sum(t => t.Size), Number(quote, "volume"));
        }
    }

    private static async Task BreakAsync(CoinbaseVenueConnection connection, string fault)
    {
        switch (fault)
        {
            case "cut":
                connection.Cut();
                break;
            case "close":
                await connection.CloseAsync("maintenance", WebSocketCloseStatus.EndpointUnavailable);
                break;
            case "garbage":
                await connection.SendAsync("<html>502 Bad Gateway</html>");
                break;
            case "binary":
                await connection.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary);
                break;
            case "endless":
                await connection.SendAsync(new string(' ', CoinbaseOptions.MaxMessageBytes + 1));
                break;
            case "refusal":
                await connection.SendAsync(CoinbaseMessages.Error("rate limit exceeded"));
                break;
            case "back":
                await connection.SendAsync(CoinbaseMessages.Heartbeat(0));
                break;
        }

        await connection.StallAsync();
    }

    private static CoinbaseOptions Options(CoinbaseVenue venue, params string[] products) => new()
    {
        Url = venue.Url,
        Products = products,
        FirstTicksLimit = Long,
        SilenceLimit = Long,
        OutageGrace = Long,
        BackoffInitial = Short,
        BackoffMax = Short,
    };

    private static decimal? Number(JsonElement quote, string name) =>
        quote.TryGetProperty(name, out JsonElement value) ? value.GetDecimal() : null;

    private async Task<JsonElement> QuoteAsync(string product) => (await QuotesAsync())[product];

    private async Task<Dictionary<string, JsonElement>> QuotesAsync()
    {
        JsonElement answer = JsonElement.Parse(await _server.Http.GetByteArrayAsync("/v1/quotes?symbols=BTC-USD,ETH-USD"));
        return answer.GetProperty("quotes").EnumerateArray().ToDictionary(q => q.GetProperty("symbol").GetString()!);
    }
}
