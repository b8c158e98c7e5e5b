using System.Net;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class StreamFormatTests
{
    [Fact]
    public async Task Last_event_of_each_write_has_an_id_and_only_it()
    {
        const int Rounds = 20;
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.3"), ("Streaming:DrainPeriod", "00:00:00"));
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        ticks.Quote("B", 100, 101);
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=A,B,NEW&trades=*&maxRate=100");
        var events = new List<ReceivedEvent>();
        var inside = new StreamInside(server);
        await ReadUntilAsync(() => events is [.., { Name: "ready" }]);
        for (var round = 1; round <= Rounds || Count("heartbeat") == 0; round++)
        {
            ticks.Quote("A", 100 + (round % 50), 201);
            ticks.Trade("B", 100, 1, $"{round}", "@");
            ticks.Trade("NEW", 100, 1, $"{round}", "@");
            ticks.Status("A", 2 + (round % 2), "T1");

            // A round is read whole before the next one begins: so little fits into a page, and each write is a chunk of its own.
            await ReadUntilAsync(() => Count("trade") == 2 * round && Count("status") == round && IsCurrent("A") && IsCurrent("B") && IsCurrent("NEW"));
        }

        var stopping = server.StopAsync();
        while (await stream.NextAsync() is { } last)
        {
            events.Add(last);
        }

        await stopping;
        Assert.InRange(stream.RetryMillis, 2_000, 5_000);
        Assert.Equal("hello", events[0].Name);
        Assert.Equal("goodbye", events[^1].Name);
        Assert.Equal("shutdown", events[^1].Data.GetProperty("reason").GetString());
        foreach (var write in events.GroupBy(e => e.Chunk))
        {
            Assert.All(write.SkipLast(1), e => Assert.Null(e.Id));
            Assert.NotNull(write.Last().Id);
        }

        Assert.Equal(1, Count("ready"));

        int Count(string name) => events.Count(e => e.Name == name);
        bool IsCurrent(string symbol) => events.FindLast(e => e.Name == "quote" && e.Symbol == symbol)?.Seq == inside.Channel(symbol).Sequence;
        async Task ReadUntilAsync(Func<bool> condition)
        {
            while (!condition())
            {
                events.Add((await stream.NextAsync())!);
            }
        }
    }

    [Fact]
    public async Task Stream_that_has_lived_its_time_ends_with_a_goodbye()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxStreamAge", "00:00:00.2"));
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=ANY");

        var goodbye = await stream.NextAsync("goodbye");

        Assert.Equal("age", goodbye.Data.GetProperty("reason").GetString());
        Assert.True(goodbye.Data.GetProperty("reconnect").GetBoolean());
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task Symbols_with_odd_characters_are_percent_encoded()
    {
        string[] odd = ["BRK.A", "X/Y#=%&", "^GSPC", "a:b", "BTC-USD", "W+", "{[(~|)]}", "$!?@;_`"];
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        Array.ForEach(odd, symbol => ticks.Quote(symbol, 100, 101));
        var list = string.Join(',', odd.Select(Uri.EscapeDataString));

        using var stream = await RawStream.OpenAsync(server.HttpAddress, $"symbols={list}&maxRates=a%3Ab:20&trades={list}");

        var hello = (await stream.NextAsync())!;
        var granted = hello.Data.GetProperty("subscriptions").EnumerateArray().ToArray();
        Assert.Equal(odd, granted.Select(s => s.GetProperty("symbol").GetString()));
        Assert.Equal(20, granted[3].GetProperty("maxRate").GetInt32());
        foreach (var symbol in odd)
        {
            var quote = (await stream.NextAsync())!;
            Assert.Equal(("quote", symbol), (quote.Name, quote.Symbol));
        }

        Assert.Equal("ready", (await stream.NextAsync())!.Name);
        Array.ForEach(odd, symbol => ticks.Trade(symbol, 100, 1, "\"\\", "@"));
        var seen = new HashSet<string>();
        while (seen.Count < odd.Length)
        {
            var trade = await stream.NextAsync("trade");
            Assert.Equal("\"\\", trade.Data.GetProperty("id").GetString());
            seen.Add(trade.Symbol);
        }

        Assert.Equal(odd.ToHashSet(), seen);
        var quotes = await server.Http.GetStringAsync($"/v1/quotes?symbols={list}");
        Assert.Equal(odd, System.Text.Json.JsonDocument.Parse(quotes).RootElement.GetProperty("quotes").EnumerateArray().Select(q => q.GetProperty("symbol").GetString()));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/stream?symbols=A");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(0, new StreamInside(server).Counters.OpenedTotal);
    }

    [Theory]
    [InlineData("/v1/stream?symbols=A")]
    [InlineData("/v1/quotes?symbols=A")]
    [InlineData("/v1/instruments")]
    [InlineData("/v1/bars?symbol=A&interval=1m")]
    [InlineData("/v1/trades?symbol=A")]
    public async Task Without_anonymous_quotes_everything_needs_credentials(string path)
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"));

        using var response = await server.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task Trades_that_are_no_longer_held_when_a_client_comes_back_are_a_gap()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Trade("T", 100, 1, "0", "@");
        string id;
        using (var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=T&trades=T"))
        {
            id = (await stream.NextAsync("ready")).Id!;
        }

        for (var i = 2; i <= 6_000; i++)
        {
            ticks.Trade("T", 100, 1, $"{i}", "@");
        }

        using var again = await RawStream.OpenAsync(server.HttpAddress, $"symbols=T&trades=T&cursor={id}");

        var gap = await again.NextAsync("gap");
        Assert.Equal("trade", gap.Data.GetProperty("kind").GetString());
        var next = gap.Data.GetProperty("lastMissed").GetInt64() + 1;
        Assert.True(next > 2);
        while (next <= 6_000)
        {
            Assert.Equal(next++, (await again.NextAsync("trade")).Seq);
        }
    }

    [Fact]
    public async Task Every_trade_of_a_burst_comes_once_and_in_order_or_is_named_by_a_gap()
    {
        const int Trades = 30_000;
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("T", 100, 101);
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=T&trades=T");
        await stream.NextAsync("ready");
        var publishing = Task.Run(() =>
        {
            for (var i = 1; i <= Trades; i++)
            {
                ticks.Trade("T", 100 + (i % 7), 1, $"{i}", "@");
            }
        });

        long next = 1;
        while (next <= Trades)
        {
            var received = (await stream.NextAsync())!;
            if (received.Name == "trade")
            {
                Assert.Equal(next++, received.Seq);
            }
            else if (received.Name == "gap")
            {
                Assert.Equal(next, received.Data.GetProperty("firstMissed").GetInt64());
                next += received.Data.GetProperty("missed").GetInt64();
                Assert.Equal(next - 1, received.Data.GetProperty("lastMissed").GetInt64());
            }
        }

        await publishing;
    }
}
