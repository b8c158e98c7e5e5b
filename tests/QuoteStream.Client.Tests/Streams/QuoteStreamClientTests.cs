using System.Net;
using QuoteStream.Client.Streams;
using QuoteStream.Client.Tests.Servers;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Streams;

public class QuoteStreamClientTests
{
    private const string Hello = "event: hello\ndata: {\"streamId\":\"s1\",\"heartbeatSeconds\":15}\n\n";

    private static readonly QuoteSubscription Apple = new() { Symbols = ["AAPL"] };

    [Fact]
    public async Task A_subscription_is_asked_for_in_the_query_with_its_symbols_encoded()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server) with { BearerToken = _ => ValueTask.FromResult("secret") });
        var subscription = new QuoteSubscription
        {
            Symbols = ["AAPL", "BRK.A", "A&B=C#+/^"],
            MaxRate = 0.5,
            MaxRates = new Dictionary<string, double> { ["AAPL"] = double.PositiveInfinity, ["BRK.A"] = 20 },
            Trades = ["*"],
            Portfolio = "P 1",
            Cursor = "c-1",
        };
        await using var events = new EventQueue(client.SubscribeAsync(subscription));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        await request.StreamAsync(Hello);

        Assert.True((await connecting).IsConnected);
        Assert.StartsWith("/v1/stream?symbols=AAPL,BRK.A,A%26B%3DC%23%2B%2F%5E&", request.Target);
        Assert.Equal("AAPL,BRK.A,A&B=C#+/^", request.Query["symbols"]);
        Assert.Equal("0.5", request.Query["maxRate"]);
        Assert.Equal("AAPL:max,BRK.A:20", request.Query["maxRates"]);
        Assert.Equal("*", request.Query["trades"]);
        Assert.Equal("P 1", request.Query["portfolio"]);
        Assert.Equal("c-1", request.LastEventId);
        Assert.Equal("Bearer secret", request.Authorization);
        Assert.Equal("s1", (await events.NextAsync<HelloEvent>()).StreamId);
    }

    [Fact]
    public async Task A_broken_stream_resumes_after_the_last_event_that_arrived_whole()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest first = await server.NextAsync();
        await first.StreamAsync("retry: 7\n\n" + Hello + "event: ready\nid: a1\ndata: {\"symbols\":1}\n\n");
        await connecting;
        Assert.Null((await events.NextAsync<HelloEvent>()).EventId);
        Assert.Equal("a1", (await events.NextAsync<ReadyEvent>()).EventId);
        await first.WriteAsync("event: quote\nid: a2\ndata: {\"symbol\":\"AAPL\"}\n");
        first.Cut();

        ConnectionEvent lost = await events.NextAsync<ConnectionEvent>();
        Assert.False(lost.IsConnected);
        Assert.NotNull(lost.Reason);
        Assert.Equal(TimeSpan.FromMilliseconds(7), lost.RetryAfter);
        connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest second = await server.NextAsync();
        Assert.Equal("a1", second.LastEventId);
        Assert.Equal(first.Target, second.Target);
        await second.StreamAsync("event: quote\nid: a2\ndata: {\"symbol\":\"AAPL\"}\n\n");
        Assert.True((await connecting).IsConnected);
        Assert.Equal("a2", (await events.NextAsync<QuoteEvent>()).EventId);
        second.End();
        Assert.Equal("The server ended the stream.", (await events.NextAsync<ConnectionEvent>()).Reason);
        connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest third = await server.NextAsync();
        Assert.Equal("a2", third.LastEventId);
        await third.StreamAsync(Hello);
        await connecting;
    }

    [Fact]
    public async Task Lines_may_end_in_any_way_and_come_byte_by_byte()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        await request.StreamAsync("\uFEFF: a comment\r\n\r\n");
        await connecting;
        foreach (char c in "event: ready\r\ndata: {\r\ndata:\"symbols\":3}\r\n\r\nevent:ready\rdata:{\"symbols\":4}\r\r: é\n\nevent: ready\ndata: {}\n\n")
        {
            await request.WriteAsync(c.ToString());
        }

        Assert.Equal(3, (await events.NextAsync<ReadyEvent>()).Symbols);
        Assert.Equal(4, (await events.NextAsync<ReadyEvent>()).Symbols);
        Assert.Equal(0, (await events.NextAsync<ReadyEvent>()).Symbols);
    }

    [Fact]
    public async Task Goodbye_says_when_to_come_back()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        await request.StreamAsync("retry: 9000\n\nevent: goodbye\ndata: {\"reason\":\"shutdown\",\"reconnect\":true,\"retryMs\":3}\n\n");
        await connecting;

        Assert.Equal(GoodbyeReason.Shutdown, (await events.NextAsync<GoodbyeEvent>()).Reason);
        Assert.Equal(TimeSpan.FromMilliseconds(3), (await events.NextAsync<ConnectionEvent>()).RetryAfter);
        // The client has closed the connection, which the server had left open.
        await Eventually.True(() => request.Gone.IsCancellationRequested);
        connecting = events.NextAsync<ConnectionEvent>();
        await (await server.NextAsync()).StreamAsync(Hello);
        Assert.True((await connecting).IsConnected);
    }

    [Fact]
    public async Task Goodbye_without_return_ends_the_enumeration()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        await (await server.NextAsync()).StreamAsync("event: goodbye\ndata: {\"reason\":\"displaced\",\"reconnect\":false}\n\n");
        await connecting;
        Assert.Equal(GoodbyeReason.Displaced, (await events.NextAsync<GoodbyeEvent>()).Reason);
        await events.EndAsync();
    }

    [Fact]
    public async Task A_stream_that_is_silent_past_its_heartbeats_is_given_up()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server) with { SilenceMargin = TimeSpan.FromMilliseconds(100) });
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        await request.StreamAsync("id: h1\nevent: hello\ndata: {\"streamId\":\"s1\",\"heartbeatSeconds\":0.05}\n\n");
        await connecting;
        await events.NextAsync<HelloEvent>();
        Assert.Equal("Nothing was received for 0.2 s.", (await events.NextAsync<ConnectionEvent>()).Reason);
        await Eventually.True(() => request.Gone.IsCancellationRequested);
        connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest again = await server.NextAsync();
        Assert.Equal("h1", again.LastEventId);
        await again.StreamAsync(Hello);
        await connecting;
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_refusal_ends_the_stream_with_the_servers_problem(int status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        await (await server.NextAsync()).AnswerAsync(
            status, "application/problem+json", $$"""{"type":"urn:x","title":"No","status":{{status}},"detail":"Not so.","more":[1]}""");
        QuoteStreamException exception = await Assert.ThrowsAsync<QuoteStreamException>(() => connecting);
        Assert.Equal((HttpStatusCode)status, exception.Status);
        Assert.Equal(new QuoteStreamProblem { Type = "urn:x", Title = "No", Status = status, Detail = "Not so." }, exception.Problem);
        Assert.Contains("Not so.", exception.Message);
    }

    [Fact]
    public async Task An_answer_that_is_no_event_stream_ends_the_stream()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        await (await server.NextAsync()).AnswerAsync(200, "text/html", "<html>");
        QuoteStreamException exception = await Assert.ThrowsAsync<QuoteStreamException>(() => connecting);
        Assert.Contains("text/html", exception.Message);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks(int status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        await (await server.NextAsync()).AnswerAsync(status, "text/plain", "busy", retryAfter: "120");
        ConnectionEvent refused = await connecting;
        Assert.False(refused.IsConnected);
        Assert.Contains(status.ToString(), refused.Reason);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(150));
    }

    [Fact]
    public async Task Waits_grow_while_the_server_stays_away()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        var waits = new List<TimeSpan>();
        for (int i = 0; i < 5; i++)
        {
            Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
            (await server.NextAsync()).Cut();
            waits.Add((await connecting).RetryAfter!.Value);
        }

        // 10, 20, 40, 80, 100 ms, each less up to half.
        Assert.InRange(waits[0].TotalMilliseconds, 5, 10);
        Assert.InRange(waits[2].TotalMilliseconds, 20, 40);
        Assert.InRange(waits[4].TotalMilliseconds, 50, 100);
    }

    [Fact]
    public async Task Each_connection_asks_for_a_token_of_its_own()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        int asked = 0;
        using var client = new QuoteStreamClient(Options(server) with
        {
            BearerToken = _ => ++asked == 1 ? throw new HttpRequestException("away") : ValueTask.FromResult($"token-{asked}"),
        });
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Assert.Equal("away", (await events.NextAsync<ConnectionEvent>()).Reason);
        foreach (string expected in new[] { "Bearer token-2", "Bearer token-3" })
        {
            Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
            ScriptedRequest request = await server.NextAsync();
            Assert.Equal(expected, request.Authorization);
            request.Cut();
            Assert.False((await connecting).IsConnected);
        }
    }

    [Fact]
    public async Task An_event_beyond_the_limit_loses_the_connection_and_many_small_ones_do_not()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server) with { MaxEventBytes = 1024 });
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        string small = $"event: news\r\ndata: {new string('x', 900)}\r\n\r\n";
        await request.StreamAsync(string.Concat(Enumerable.Repeat(small, 5)));
        await connecting;
        for (int i = 0; i < 5; i++)
        {
            await events.NextAsync<UnknownEvent>();
        }

        await request.WriteAsync(string.Concat(Enumerable.Repeat("data: x\n", 150)));
        Assert.Equal("An event is larger than 1024 bytes.", (await events.NextAsync<ConnectionEvent>()).Reason);
    }

    [Fact]
    public async Task Cancelling_ends_the_enumeration_and_the_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        using var cancel = new CancellationTokenSource();
        await using var events = new EventQueue(client.SubscribeAsync(Apple, cancel.Token));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        await request.StreamAsync(Hello);
        await connecting;
        await events.NextAsync<HelloEvent>();
        Task<QuoteEvent> next = events.NextAsync<QuoteEvent>();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await Eventually.True(() => request.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task Disposing_the_client_ends_its_streams()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var client = new QuoteStreamClient(Options(server));
        await using var events = new EventQueue(client.SubscribeAsync(Apple));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        ScriptedRequest request = await server.NextAsync();
        await request.StreamAsync(Hello);
        await connecting;
        await events.NextAsync<HelloEvent>();
        Task<QuoteEvent> next = events.NextAsync<QuoteEvent>();
        client.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        client.Dispose();
    }

    [Fact]
    public async Task Quotes_and_instruments_are_had_without_a_stream()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        Task<QuoteSnapshot> quotes = client.GetQuotesAsync(["AAPL", "A+B"]);
        ScriptedRequest request = await server.NextAsync();
        Assert.Equal("/v1/quotes?symbols=AAPL,A%2BB", request.Target);
        await request.AnswerAsync(200, "application/json", """{"quotes":[{"symbol":"AAPL","bid":189.12}],"cursor":"c1"}""");
        Assert.Equal(("c1", 189.12m), ((await quotes).Cursor, (await quotes).Quotes.Single().Bid));

        Task<IReadOnlyList<Instrument>> instruments = client.GetInstrumentsAsync("app le", 5);
        request = await server.NextAsync();
        Assert.Equal("/v1/instruments?query=app%20le&limit=5", request.Target);
        await request.AnswerAsync(200, "application/json", """{"instruments":[{"symbol":"AAPL","name":"Apple Inc.","roundLot":100}]}""");
        Assert.Equal(new Instrument { Symbol = "AAPL", Name = "Apple Inc.", RoundLot = 100 }, Assert.Single(await instruments));
    }

    [Fact]
    public async Task Bars_and_trades_are_had_without_a_stream()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        Task<IReadOnlyList<Bar>> bars = client.GetBarsAsync("A+B", BarInterval.FiveMinutes, 2);
        ScriptedRequest request = await server.NextAsync();
        Assert.Equal("/v1/bars?symbol=A%2BB&interval=5m&limit=2", request.Target);
        await request.AnswerAsync(200, "application/json", """
            {"symbol":"A+B","interval":"5m","bars":[{"time":1754749380000000,"volume":7,"tradeCount":1},
            {"time":1754749680000000,"open":1.5,"high":2.5,"low":1.25,"close":2,"volume":0.5,"tradeCount":3,"vwap":1.666667,"partial":true}]}
            """);
        Assert.Equal(
            [
                new Bar { TimeMicros = 1754749380000000, Volume = 7, TradeCount = 1 },
                new Bar
                {
                    TimeMicros = 1754749680000000, Open = 1.5m, High = 2.5m, Low = 1.25m, Close = 2, Volume = 0.5m, TradeCount = 3, Vwap = 1.666667m, Partial = true,
                },
            ],
            await bars);
        Assert.Equal(DateTimeOffset.Parse("2025-08-09T14:23:00Z", System.Globalization.CultureInfo.InvariantCulture), (await bars)[0].Time);

        Task<IReadOnlyList<TradeEvent>> trades = client.GetTradesAsync("AAPL", 5);
        request = await server.NextAsync();
        Assert.Equal("/v1/trades?symbol=AAPL&limit=5", request.Target);
        await request.AnswerAsync(200, "application/json", """{"trades":[{"symbol":"AAPL","price":189.12,"size":10,"seq":7,"regular":true}]}""");
        TradeEvent trade = Assert.Single(await trades);
        Assert.Equal(("AAPL", 189.12m, 10m, 7L), (trade.Symbol, trade.Price, trade.Size, trade.Seq));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetBarsAsync("A", (BarInterval)9));
    }

    [Fact]
    public async Task Requests_that_fail_say_why()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var client = new QuoteStreamClient(Options(server));
        Task<QuoteSnapshot> quotes = client.GetQuotesAsync(["AAPL"]);
        await (await server.NextAsync()).AnswerAsync(400, "application/problem+json", """{"detail":"Too many."}""");
        Assert.Equal("Too many.", (await Assert.ThrowsAsync<QuoteStreamException>(() => quotes)).Problem.Detail);
        quotes = client.GetQuotesAsync(["AAPL"]);
        await (await server.NextAsync()).AnswerAsync(503, "text/plain", "");
        await Assert.ThrowsAsync<HttpRequestException>(() => quotes);
        quotes = client.GetQuotesAsync(["AAPL"]);
        await (await server.NextAsync()).AnswerAsync(200, "application/json", "{\"quotes\":[");
        await Assert.ThrowsAsync<HttpRequestException>(() => quotes);
    }

    [Fact]
    public void Subscriptions_that_make_no_sense_are_refused_at_once()
    {
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = new Uri("http://127.0.0.1:1") });
        Assert.Throws<ArgumentException>(() => client.SubscribeAsync(new QuoteSubscription()));
        Assert.Throws<ArgumentException>(() => client.SubscribeAsync(Apple with { Symbols = [""] }));
        Assert.Throws<ArgumentException>(() => client.SubscribeAsync(Apple with { MaxRate = 0 }));
        Assert.Throws<ArgumentException>(() => client.SubscribeAsync(Apple with { MaxRate = double.NaN }));
        Assert.Throws<ArgumentException>(() => client.SubscribeAsync(Apple with { MaxRates = new Dictionary<string, double> { ["A"] = -1 } }));
        Assert.Throws<ArgumentException>(() => client.SubscribeAsync(Apple with { Cursor = "a\r\nb" }));
        Assert.Throws<ArgumentException>(() => new QuoteStreamClient(new QuoteStreamClientOptions { Server = new Uri("ftp://x") }));
    }

    private static QuoteStreamClientOptions Options(ScriptedServer server) => new()
    {
        Server = server.Address,
        BackoffInitial = TimeSpan.FromMilliseconds(10),
        BackoffMax = TimeSpan.FromMilliseconds(100),
    };
}
