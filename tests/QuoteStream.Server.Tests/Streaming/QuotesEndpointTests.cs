using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class QuotesEndpointTests
{
    [Fact]
    public async Task Quotes_come_in_the_order_asked_for_each_once_and_unknown_symbols_are_left_out()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        ticks.Quote("B", 200, 201);

        using var response = await server.Http.GetAsync("/v1/quotes?symbols=B,NONE,A,B");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var root = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(["B", "A"], root.GetProperty("quotes").EnumerateArray().Select(q => q.GetProperty("symbol").GetString()));
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", root.GetProperty("cursor").GetString());
        Assert.Empty(JsonDocument.Parse(await server.Http.GetStringAsync("/v1/quotes?symbols=NONE")).RootElement.GetProperty("quotes").EnumerateArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("symbols=")]
    [InlineData("symbols=A,")]
    [InlineData("symbols=A%20B")]
    [InlineData("symbols=%00")]
    [InlineData("symbols=%C3%A4")]
    [InlineData("symbols=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456")]
    public async Task Symbols_that_make_no_sense_are_a_bad_request(string query)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync("/v1/quotes?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Most_symbols_of_a_stream_are_also_the_most_here()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxSymbolsPerStream", "2"));

        using var most = await server.Http.GetAsync("/v1/quotes?symbols=A,B,A");
        using var more = await server.Http.GetAsync("/v1/quotes?symbols=A,B,C");

        Assert.Equal(HttpStatusCode.OK, most.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
    }

    [Fact]
    public async Task Tick_that_was_received_before_the_quotes_but_applied_after_them_is_not_lost_to_their_cursor()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);

        // Open to the end: the feed's going down would touch the symbol again.
        Assert.True(Mic.TryParse("XNAS", out var venue));
        var terms = new FeedTerms("slow", string.Empty, "1", venue, 0, 0, ProviderSymbology.Canonical, SaleConditionScheme.Utp);
        using var line = server.Services.GetRequiredService<FeedHandler>().OpenLine(terms, out _)!;

        var cursor = AskWithinABatch(server, line);

        await using var stream = await EventReader.OpenAsync(server.Http, $"symbols=A&cursor={cursor}");
        Assert.Equal("delta", (await stream.NextAsync("hello")).GetProperty("resume").GetString());
        Assert.Equal(7, (await stream.NextAsync("quote")).GetProperty("bid").GetDecimal());
    }

    // A batch has the time of its beginning, and stays on its thread.
    private static string AskWithinABatch(RunningServer server, FeedLine line)
    {
        using var batch = line.BeginBatch(0);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/quotes?symbols=A");
        using var response = server.Http.Send(request);
        using var body = response.Content.ReadAsStream();
        var answer = JsonDocument.Parse(body).RootElement;
        Assert.Equal(1, answer.GetProperty("quotes")[0].GetProperty("bid").GetDecimal());
        var outcome = batch.Apply(new ProviderTick
        {
            Kind = TickKind.Quote,
            Symbol = Encoding.ASCII.GetBytes("A"),
            VenueTimeNanos = TickSource.NowNanos,
            BidPrice = 7,
            BidSize = 1,
            AskPrice = 8,
            AskSize = 1,
        });
        Assert.Equal(TickOutcome.Applied, outcome);
        return answer.GetProperty("cursor").GetString()!;
    }
}
