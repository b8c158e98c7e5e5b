using System.Net;
using System.Text.Json;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios;

public sealed class PortfolioPageTests
{
    [Fact]
    public async Task A_page_shows_cash_positions_and_totals_at_the_market()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Reference("AAPL", "Apple Inc.", 187_95);
        ticks.Trade("AAPL", 189_10, 100);
        ticks.Quote("AAPL", 189_12, 189_14);
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();
        await user.BookAsync(portfolio, """{"type":"deposit","amount":2000}""");
        await user.BookAsync(portfolio, """{"type":"buy","symbol":"AAPL","quantity":10,"price":150.025,"fee":1}""");
        await user.BookAsync(portfolio, """{"type":"buy","symbol":"GONE","quantity":1,"price":1}""");
        await user.BookAsync(portfolio, """{"type":"dividend","symbol":"AAPL","quantity":10,"price":0.25}""");

        var page = await user.ReadAsync(portfolio);

        Assert.Equal("500.25", page.GetProperty("cash").GetRawText());
        Assert.Equal(
            """[{"symbol":"AAPL","quantity":10,"averageCost":150.025,"last":189.1,"mark":189.13,"marketValue":1891.3,"unrealizedPnl":391.05,"realizedPnl":0,"dayChange":11.8},{"symbol":"GONE","quantity":1,"averageCost":1,"realizedPnl":0,"stale":true}]""",
            page.GetProperty("positions").GetRawText());
        Assert.Equal(
            """{"cash":500.25,"marketValue":1891.3,"equity":2391.55,"unrealizedPnl":391.05,"realizedPnl":0,"dividends":2.5,"fees":1,"dayChange":11.8,"leftOut":["GONE"]}""",
            page.GetProperty("totals").GetRawText());
        Assert.Equal(4, page.GetProperty("transactionSeq").GetInt32());
        Assert.True(page.GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task The_tag_stays_while_nothing_shown_changes_and_moves_with_a_price_or_a_transaction()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 102);
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync(allowMargin: true);
        await user.BookAsync(portfolio, """{"type":"buy","symbol":"A","quantity":1,"price":1}""");

        using var first = await user.GetAsync(portfolio);
        var tag = first.Headers.ETag!.ToString();
        using var same = await user.GetAsync(portfolio, $"If-None-Match: \"x\", W/{tag}");
        using var any = await user.GetAsync(portfolio, "If-None-Match: *");
        ticks.Quote("A", 102, 104);
        using var moved = await user.GetAsync(portfolio, $"If-None-Match: {tag}");
        await user.BookAsync(portfolio, """{"type":"deposit","amount":1}""");
        using var booked = await user.GetAsync(portfolio, $"If-None-Match: {moved.Headers.ETag}");

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, any.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.Equal(HttpStatusCode.OK, booked.StatusCode);
    }

    [Fact]
    public async Task A_strangers_portfolio_is_answered_exactly_as_one_that_does_not_exist()
    {
        await using var server = await RunningServer.StartAsync();
        var portfolio = await new PortfolioUser(server).OpenAsync();
        var stranger = new PortfolioUser(server, "bob");
        var missing = "/v1/portfolios/" + new string('0', 32);

        // Twice: the second time its terms are known.
        for (var i = 0; i < 2; i++)
        {
            foreach (var rest in new[] { "", "/transactions", "/transactions/1", "/export", "/import?post", "/transactions?post" })
            {
                Assert.Equal(await AskAsync(missing + rest), await AskAsync(portfolio + rest));
            }
        }

        Assert.Empty((await stranger.ReadAsync("/v1/portfolios")).GetProperty("portfolios").EnumerateArray());

        async Task<string> AskAsync(string path)
        {
            using var answer = path.EndsWith("?post", StringComparison.Ordinal)
                ? await stranger.PostAsync(path, """{"type":"deposit","amount":1}""", "k")
                : await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var body = (await answer.Content.ReadAsStringAsync()).Replace(missing, "?").Replace(portfolio, "?");
            var problem = JsonDocument.Parse(body).RootElement.EnumerateObject().Where(member => member.Name != "traceId");
            return string.Join('\n', problem.Select(member => member.ToString()).Concat(answer.Headers.Select(header => header.Key)));
        }
    }

    [Fact]
    public async Task Portfolios_are_listed_oldest_first_and_are_no_more_than_allowed()
    {
        await using var server = await RunningServer.StartAsync(("Portfolio:MaxPortfoliosPerSubject", "2"));
        var user = new PortfolioUser(server);
        var first = await user.OpenAsync();
        var second = await user.OpenAsync("JPY");
        await user.BookAsync(second, """{"type":"deposit","amount":5}""");

        var problem = await user.FailAsync("/v1/portfolios", """{"name":"Third","currency":"USD"}""", HttpStatusCode.UnprocessableEntity, key: null);
        var listed = (await user.ReadAsync("/v1/portfolios")).GetProperty("portfolios").EnumerateArray().ToArray();

        Assert.Equal("/problems/too-many-portfolios", problem.GetProperty("type").GetString());
        Assert.Equal([first, second], listed.Select(portfolio => $"/v1/portfolios/{portfolio.GetProperty("id").GetString()}"));
        Assert.Equal(5, listed[1].GetProperty("cash").GetInt32());
        await new PortfolioUser(server, "bob").OpenAsync();
    }

    [Theory]
    [InlineData("""{"currency":"USD"}""", "name")]
    [InlineData("""{"name":" ","currency":"USD"}""", "name")]
    [InlineData("""{"name":"a\u0000","currency":"USD"}""", "name")]
    [InlineData("""{"name":5,"currency":"USD"}""", "name")]
    [InlineData("""{"name":"Main"}""", "currency")]
    [InlineData("""{"name":"Main","currency":"usd"}""", "currency")]
    [InlineData("""{"name":"Main","currency":"USD","allowShort":"yes"}""", "allowShort")]
    [InlineData("""{"name":"Main","currency":"USD","color":1}""", "color")]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    public async Task A_portfolio_that_makes_no_sense_is_a_400(string body, string? field)
    {
        await using var server = await RunningServer.StartAsync();

        var problem = await new PortfolioUser(server).FailAsync("/v1/portfolios", body, HttpStatusCode.BadRequest, key: null);

        Assert.Equal("/problems/invalid-portfolio", problem.GetProperty("type").GetString());
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }
}
