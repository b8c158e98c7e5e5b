using System.Net;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class InstrumentsEndpointTests
{
    [Fact]
    public async Task Search_finds_symbols_by_their_beginning_first_and_then_names()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Reference("MSFT", "Microsoft Corporation", 100);
        ticks.Reference("APPS", "Digital Turbine", 100);
        ticks.Reference("AAPL", "Apple Inc.", 100);
        ticks.Reference("APP", "AppLovin", 100);

        Assert.Equal(["APP", "APPS", "AAPL"], await SymbolsAsync(server, "query=app"));
        Assert.Equal(["APP", "APPS"], await SymbolsAsync(server, "query=app&limit=2"));
        Assert.Equal(["MSFT"], await SymbolsAsync(server, "query=CORPORATION"));
        Assert.Empty(await SymbolsAsync(server, "query=zzz"));
        Assert.Equal(["MSFT", "AAPL"], await SymbolsAsync(server, "symbols=MSFT,NOPE,AAPL"));
    }

    [Fact]
    public async Task Instrument_shows_what_its_provider_told_and_leaves_out_the_rest()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Reference("AAPL", "Apple \"Inc.\"", 100);
        ticks.Quote("BARE", 100, 101);

        var found = JsonDocument.Parse(await server.Http.GetStringAsync("/v1/instruments?symbols=AAPL,BARE")).RootElement.GetProperty("instruments");

        var apple = found[0];
        Assert.Equal("Apple \"Inc.\"", apple.GetProperty("name").GetString());
        Assert.Equal("USD", apple.GetProperty("currency").GetString());
        Assert.Equal("XNAS", apple.GetProperty("venue").GetString());
        Assert.Equal(100, apple.GetProperty("roundLot").GetInt32());
        Assert.Equal("trading", apple.GetProperty("state").GetString());
        Assert.False(found[1].TryGetProperty("name", out _));
        Assert.False(found[1].TryGetProperty("currency", out _));
        Assert.False(found[1].TryGetProperty("roundLot", out _));
    }

    [Fact]
    public async Task Empty_query_lists_the_most_active()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        for (var i = 0; i < 30; i++)
        {
            for (var tick = 0; tick <= i; tick++)
            {
                ticks.Quote($"S{i}", 100 + tick, 200);
            }
        }

        var listed = await SymbolsAsync(server, "");

        Assert.Equal(Enumerable.Range(10, 20).Reverse().Select(i => $"S{i}"), listed);
        Assert.Equal(["S29"], await SymbolsAsync(server, "query=%20&limit=1"));
        Assert.Equal(30, (await SymbolsAsync(server, "limit=1000")).Length);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=x")]
    [InlineData("limit=1.5")]
    [InlineData("limit=99999999999")]
    [InlineData("symbols=")]
    [InlineData("symbols=A,,B")]
    public async Task Parameters_that_make_no_sense_are_a_bad_request(string query)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync("/v1/instruments?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Query_longer_than_any_name_is_a_bad_request()
    {
        await using var server = await RunningServer.StartAsync();

        using var longest = await server.Http.GetAsync("/v1/instruments?query=" + new string('a', 256));
        using var longer = await server.Http.GetAsync("/v1/instruments?query=" + new string('a', 257));

        Assert.Equal(HttpStatusCode.OK, longest.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
    }

    private static async Task<string[]> SymbolsAsync(RunningServer server, string query)
    {
        var body = await server.Http.GetStringAsync("/v1/instruments?" + query);
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("instruments").EnumerateArray().Select(i => i.GetProperty("symbol").GetString()!)];
    }
}
