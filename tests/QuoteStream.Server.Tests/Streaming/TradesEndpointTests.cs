using System.Net;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class TradesEndpointTests
{
    [Fact]
    public async Task Trades_are_what_a_stream_was_sent()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new VenueTicks(server, "IBM");
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=IBM&trades=*");
        ticks.Trade(0, 100_00, 10, "a", "F T");
        ticks.Trade(1, 101_00, 20, "b");
        ticks.Correct(2, "a", 102_00, 5);
        ticks.Cancel(3, "b");
        var sent = new List<string>();
        while (sent.Count < 4)
        {
            sent.Add((await stream.NextAsync("trade")).GetRawText());
        }

        using var response = await server.Http.GetAsync("/v1/trades?symbol=IBM");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal($$"""{"trades":[{{string.Join(',', sent)}}]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Newest_trades_are_those_within_the_limit_and_within_what_is_held()
    {
        const int Held = 4_096;
        await using var server = await RunningServer.StartAsync();
        using var ticks = new VenueTicks(server, "IBM");
        for (var trade = 1; trade <= 5_000; trade++)
        {
            ticks.Trade(trade / 1000d, 100_00, 1);
        }

        // The ring does not grow to its largest unless trades come quickly.
        var all = await NumbersAsync("&limit=10000");
        Assert.InRange(all.Length, 64, Held);
        Assert.Equal(Enumerable.Range(5_001 - all.Length, all.Length), all);
        Assert.Equal(all.TakeLast(3), await NumbersAsync("&limit=3"));
        Assert.Equal(all.TakeLast(100), await NumbersAsync(""));

        async Task<int[]> NumbersAsync(string limit) =>
        [
            .. JsonElement.Parse(await server.Http.GetByteArrayAsync("/v1/trades?symbol=IBM" + limit))
                .GetProperty("trades").EnumerateArray().Select(trade => trade.GetProperty("seq").GetInt32()),
        ];
    }

    [Fact]
    public async Task Symbol_without_trades_or_unknown_has_none()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new VenueTicks(server, "IBM");
        ticks.Quote(0);
        Assert.Equal("""{"trades":[]}""", await server.Http.GetStringAsync("/v1/trades?symbol=IBM"));
        Assert.Equal("""{"trades":[]}""", await server.Http.GetStringAsync("/v1/trades?symbol=NONE"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("symbol=")]
    [InlineData("symbol=A,B")]
    [InlineData("symbol=%00")]
    [InlineData("symbol=A&limit=0")]
    [InlineData("symbol=A&limit=10001")]
    [InlineData("symbol=A&limit=-1")]
    public async Task Parameters_that_make_no_sense_are_a_bad_request(string query)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync("/v1/trades?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The parameter ", JsonElement.Parse(await response.Content.ReadAsByteArrayAsync()).GetProperty("detail").GetString());
    }
}
