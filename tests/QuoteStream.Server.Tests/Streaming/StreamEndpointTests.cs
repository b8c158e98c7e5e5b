using System.Net;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class StreamEndpointTests
{
    [Fact]
    public async Task Stream_begins_with_hello_snapshots_and_ready()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Reference("AAPL", "Apple Inc.", 18795);
        ticks.Quote("AAPL", 18912, 18914);
        ticks.Trade("AAPL", 18913, 100, "1", "@");

        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=AAPL,NOPE&maxRate=10&maxRates=AAPL:max");

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache, no-store, no-transform", string.Join(", ", stream.Response.Headers.CacheControl!.ToString().Split(", ").Order()));
        Assert.Equal("no", Assert.Single(stream.Response.Headers.GetValues("X-Accel-Buffering")));
        var hello = (await stream.NextAsync())!.Value;
        Assert.Equal("hello", hello.EventType);
        Assert.Equal("none", hello.Data.GetProperty("resume").GetString());
        Assert.False(hello.Data.GetProperty("simulated").GetBoolean());
        var subscriptions = hello.Data.GetProperty("subscriptions").EnumerateArray().ToArray();
        Assert.Equal(("AAPL", 100, "live"), Granted(subscriptions[0]));
        Assert.Equal(("NOPE", 10, "unknown"), Granted(subscriptions[1]));

        var quote = (await stream.NextAsync())!.Value;
        Assert.Equal("quote", quote.EventType);
        Assert.Equal(
            """{"symbol":"AAPL","bid":189.12,"bidSize":100,"bidVenue":"XNAS","ask":189.14,"askSize":200,"askVenue":"XNAS","last":189.13,"lastSize":100,"volume":100,"open":189.13,"high":189.13,"low":189.13,"vwap":189.13,"previousClose":187.95,"change":1.18,"changePercent":0.6278,"state":"trading","stale":false,"seq":3,""",
            quote.Data.GetRawText()[..quote.Data.GetRawText().IndexOf("\"time\"", StringComparison.Ordinal)]);
        var ready = (await stream.NextAsync())!.Value;
        Assert.Equal("ready", ready.EventType);
        Assert.Equal(1, ready.Data.GetProperty("symbols").GetInt32());
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", ready.EventId);
        Assert.InRange(stream.Parser.ReconnectionInterval, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Unknown_symbol_is_sent_when_a_provider_first_publishes_it()
    {
        await using var server = await RunningServer.StartAsync();
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=LATE&trades=*");
        await stream.NextAsync("ready");

        using var ticks = new TickSource(server);
        ticks.Trade("LATE", 1000, 5, "7", "@");

        var first = (await stream.NextAsync())!.Value;
        var second = (await stream.NextAsync())!.Value;
        Assert.Equal(["quote", "trade"], new[] { first.EventType, second.EventType }.Order());
    }

    [Fact]
    public async Task Fast_symbol_is_conflated_to_its_newest_state()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("FAST", 100, 101);
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=FAST&maxRate=5&trades=FAST");
        await stream.NextAsync("ready");

        for (var i = 0; i < 50; i++)
        {
            ticks.Quote("FAST", 100 + i, 200 + i);
            ticks.Trade("FAST", 150, 1, $"{i}", "@");
        }

        var quotes = 0;
        long trades = 0;
        JsonElement last = default;
        while (quotes == 0 || last.GetProperty("seq").GetInt64() < 101 || trades < 50)
        {
            var next = (await stream.NextAsync())!.Value;
            if (next.EventType == "trade")
            {
                Assert.Equal(++trades, next.Data.GetProperty("seq").GetInt64());
            }
            else if (next.EventType == "quote")
            {
                quotes++;
                last = next.Data;
            }
        }

        Assert.Equal(1.49m, last.GetProperty("bid").GetDecimal());
        Assert.InRange(quotes, 1, 40);
    }

    [Fact]
    public async Task Halt_is_told_at_once_even_at_the_lowest_rate()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("HALT", 100, 101);
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=HALT&maxRate=0.01");
        await stream.NextAsync("ready");
        ticks.Quote("HALT", 101, 102);

        ticks.Status("HALT", 3, "T1");
        ticks.Status("HALT", 2, "T3");

        var halted = await stream.NextAsync("status");
        Assert.Equal(("halted", "T1"), (halted.GetProperty("state").GetString(), halted.GetProperty("reason").GetString()));
        var resumed = await stream.NextAsync("status");
        Assert.Equal("trading", resumed.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Symbols_of_a_provider_that_went_away_are_stale()
    {
        await using var server = await RunningServer.StartAsync();
        var ticks = new TickSource(server);
        ticks.Quote("GONE", 100, 101);
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=GONE&maxRate=100");
        await stream.NextAsync("ready");

        ticks.Dispose();

        var status = await stream.NextAsync("status");
        Assert.True(status.GetProperty("stale").GetBoolean());
        Assert.Equal("feedDown", status.GetProperty("staleReason").GetString());
    }

    [Fact]
    public async Task Shutdown_says_goodbye_and_ends_the_stream()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:DrainPeriod", "00:00:00.2"));
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=ANY");
        await stream.NextAsync("ready");

        var stopping = server.StopAsync();

        var goodbye = await stream.NextAsync("goodbye");
        Assert.Equal("shutdown", goodbye.GetProperty("reason").GetString());
        Assert.True(goodbye.GetProperty("reconnect").GetBoolean());
        Assert.Null(await stream.NextAsync());
        await stopping;
    }

    [Fact]
    public async Task Stream_beyond_capacity_is_accepted_and_told_goodbye()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxStreams", "1"));
        await using var first = await EventReader.OpenAsync(server.Http, "symbols=ANY");
        await first.NextAsync("ready");

        await using var second = await EventReader.OpenAsync(server.Http, "symbols=ANY");

        var goodbye = (await second.NextAsync())!.Value;
        Assert.Equal("goodbye", goodbye.EventType);
        Assert.Equal("capacity", goodbye.Data.GetProperty("reason").GetString());
        Assert.Null(await second.NextAsync());
    }

    [Fact]
    public async Task Heartbeats_name_the_feeds_of_the_symbols()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.2"));
        using var ticks = new TickSource(server, "nasdaq-itch");
        ticks.Quote("BEAT", 100, 101);
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=BEAT");

        var heartbeat = await stream.NextAsync("heartbeat");

        var feed = Assert.Single(heartbeat.GetProperty("feeds").EnumerateArray());
        Assert.Equal(("nasdaq-itch", "up"), (feed.GetProperty("provider").GetString(), feed.GetProperty("state").GetString()));
        Assert.True(heartbeat.GetProperty("serverTime").GetInt64() > 1_700_000_000_000_000);
    }

    [Fact]
    public async Task Client_that_comes_back_gets_what_changed_since()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("SAME", 100, 101);
        ticks.Quote("MOVED", 100, 101);
        string id;
        await using (var stream = await EventReader.OpenAsync(server.Http, "symbols=SAME,MOVED"))
        {
            while ((await stream.NextAsync())!.Value is var next && next.EventType != "ready")
            {
            }

            id = stream.Parser.LastEventId;
        }

        ticks.Quote("MOVED", 200, 201);
        await using var again = await EventReader.OpenAsync(server.Http, "symbols=SAME,MOVED", id);

        Assert.Equal("delta", (await again.NextAsync("hello")).GetProperty("resume").GetString());
        var moved = await again.NextAsync("quote");
        while (moved.GetProperty("symbol").GetString() != "MOVED")
        {
            moved = await again.NextAsync("quote");
        }

        Assert.Equal(2, moved.GetProperty("bid").GetDecimal());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("q1.00000000.99999999999999999999")]
    [InlineData("q1.ffffffff.1")]
    [InlineData("q1.%00.1")]
    public async Task Foreign_or_hostile_id_starts_with_snapshots(string id)
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("AAPL", 100, 101);

        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=AAPL", id);

        Assert.Equal("snapshot", (await stream.NextAsync("hello")).GetProperty("resume").GetString());
        Assert.Equal("AAPL", (await stream.NextAsync("quote")).GetProperty("symbol").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("symbols=")]
    [InlineData("symbols=A,,B")]
    [InlineData("symbols=A%20B")]
    [InlineData("symbols=%22")]
    [InlineData("symbols=A&maxRate=0")]
    [InlineData("symbols=A&maxRate=-1")]
    [InlineData("symbols=A&maxRate=NaN")]
    [InlineData("symbols=A&maxRate=Infinity")]
    [InlineData("symbols=A&maxRate=")]
    [InlineData("symbols=A&maxRate=4,5")]
    [InlineData("symbols=A&maxRates=A")]
    [InlineData("symbols=A&maxRates=B:1")]
    [InlineData("symbols=A&trades=B")]
    public async Task Parameters_that_make_no_sense_are_a_bad_request(string query)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync("/v1/stream?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Too_many_symbols_are_a_bad_request_and_duplicates_count_once()
    {
        await using var server = await RunningServer.StartAsync();
        var most = string.Join(',', Enumerable.Range(0, 500).Select(i => $"S{i}"));

        using var tooMany = await server.Http.GetAsync($"/v1/stream?symbols={most},S500");
        await using var stream = await EventReader.OpenAsync(server.Http, $"symbols={most},S0,S1&maxRate=1e9");

        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
        var subscriptions = (await stream.NextAsync("hello")).GetProperty("subscriptions");
        Assert.Equal(500, subscriptions.GetArrayLength());
        Assert.Equal(100, subscriptions[0].GetProperty("maxRate").GetInt32());
    }

    private static (string?, int, string?) Granted(JsonElement subscription) => (
        subscription.GetProperty("symbol").GetString(),
        subscription.GetProperty("maxRate").GetInt32(),
        subscription.GetProperty("state").GetString());
}
