using System.Net;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class BarsEndpointTests
{
    [Fact]
    public async Task Bars_come_oldest_first_with_what_the_conditions_let_trades_do()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new VenueTicks(server, "IBM");
        ticks.Trade(0, 100_00, 10);
        ticks.Trade(0.5, 101_00, 20);
        ticks.Trade(1.25, 99_00, 5);
        ticks.Trade(1.5, 500_00, 7, conditions: "B");
        var time = ticks.HourNanos / 1000;

        using var response = await server.Http.GetAsync("/v1/bars?symbol=IBM&interval=1s");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(
            $$"""{"symbol":"IBM","interval":"1s","bars":["""
            + $$"""{"time":{{time}},"open":100,"high":101,"low":100,"close":101,"volume":30,"tradeCount":2,"vwap":100.666667},"""
            + $$"""{"time":{{time + 1_000_000}},"open":99,"high":99,"low":99,"close":99,"volume":12,"tradeCount":2,"vwap":99,"partial":true}]}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Newest_bar_is_partial_until_the_symbols_newest_time_is_beyond_its_end()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new VenueTicks(server, "IBM");
        ticks.Trade(59.5, 100_00, 10);
        Assert.True(IsPartial(await ReadAsync(server, "symbol=IBM&interval=1s")));
        ticks.Quote(59.999);
        Assert.True(IsPartial(await ReadAsync(server, "symbol=IBM&interval=1s")));
        ticks.Quote(60);
        Assert.False(IsPartial(await ReadAsync(server, "symbol=IBM&interval=1s")));
        Assert.False(IsPartial(await ReadAsync(server, "symbol=IBM&interval=1m")));
        Assert.True(IsPartial(await ReadAsync(server, "symbol=IBM&interval=5m")));
        Assert.True(IsPartial(await ReadAsync(server, "symbol=IBM&interval=1h")));

        static bool IsPartial(JsonElement[] bars) => bars.Single().TryGetProperty("partial", out _);
    }

    [Fact]
    public async Task Cancels_and_corrections_change_the_bars_of_the_trade()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new VenueTicks(server, "IBM");
        ticks.Trade(0, 100_00, 10, "a");
        ticks.Trade(0.5, 900_00, 20, "b");
        ticks.Trade(70, 120_00, 5, "c");
        ticks.Correct(80, "b", 110_00, 30);
        ticks.Cancel(81, "c");

        var minute = Assert.Single(await ReadAsync(server, "symbol=IBM&interval=1m"));
        var hour = Assert.Single(await ReadAsync(server, "symbol=IBM&interval=1h"));

        foreach (var bar in new[] { minute, hour })
        {
            Assert.Equal((110m, 110m, 40m), (Number(bar, "high"), Number(bar, "close"), Number(bar, "volume")));
            Assert.Equal(ticks.HourNanos / 1000, bar.GetProperty("time").GetInt64());
        }
    }

    [Fact]
    public async Task Newest_bars_are_those_within_the_limit_and_within_what_is_kept()
    {
        await using var server = await RunningServer.StartAsync(("Ingest:MaxBars", "700"));
        using var ticks = new VenueTicks(server, "IBM");
        for (var second = 0; second < 1_000; second++)
        {
            ticks.Trade(second, 100_00 + second, 1);
        }

        Assert.Equal(Enumerable.Range(997, 3), await OpensAsync("&limit=3"));
        Assert.Equal(Enumerable.Range(500, 500), await OpensAsync(""));
        Assert.Equal(Enumerable.Range(300, 700), await OpensAsync("&limit=10000"));

        async Task<IEnumerable<int>> OpensAsync(string limit) =>
            (await ReadAsync(server, "symbol=IBM&interval=1s" + limit)).Select(bar => (int)((Number(bar, "open") - 100) * 100));
    }

    [Fact]
    public async Task Symbol_without_trades_or_unknown_and_a_server_that_keeps_none_have_no_bars()
    {
        await using var server = await RunningServer.StartAsync(("Ingest:MaxBars", "0"));
        using var ticks = new VenueTicks(server, "IBM");
        ticks.Trade(0, 1, 1);
        Assert.Equal("""{"symbol":"IBM","interval":"5m","bars":[]}""", await server.Http.GetStringAsync("/v1/bars?symbol=IBM&interval=5m"));
        Assert.Equal("""{"symbol":"A\u0026B","interval":"1h","bars":[]}""", await server.Http.GetStringAsync("/v1/bars?symbol=A%26B&interval=1h"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("symbol=IBM")]
    [InlineData("interval=1m")]
    [InlineData("symbol=&interval=1m")]
    [InlineData("symbol=A,B&interval=1m")]
    [InlineData("symbol=A%20B&interval=1m")]
    [InlineData("symbol=A&symbol=B&interval=1m")]
    [InlineData("symbol=IBM&interval=2m")]
    [InlineData("symbol=IBM&interval=1M")]
    [InlineData("symbol=IBM&interval=")]
    [InlineData("symbol=IBM&interval=1m&limit=0")]
    [InlineData("symbol=IBM&interval=1m&limit=10001")]
    [InlineData("symbol=IBM&interval=1m&limit=x")]
    public async Task Parameters_that_make_no_sense_are_a_bad_request(string query)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync("/v1/bars?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The parameter ", JsonElement.Parse(await response.Content.ReadAsByteArrayAsync()).GetProperty("detail").GetString());
    }

    private static decimal Number(JsonElement bar, string name) => bar.GetProperty(name).GetDecimal();

    private static async Task<JsonElement[]> ReadAsync(RunningServer server, string query) =>
        [.. JsonElement.Parse(await server.Http.GetByteArrayAsync("/v1/bars?" + query)).GetProperty("bars").EnumerateArray()];
}
