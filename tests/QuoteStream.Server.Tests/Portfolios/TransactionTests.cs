using System.Net;
using QuoteStream.Server.Security;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios;

public sealed class TransactionTests
{
    [Fact]
    public async Task A_ledger_is_booked_and_read_back_as_it_was_told()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();

        await user.BookAsync(portfolio, """{"type":"deposit","amount":10000,"time":1763629200123456,"note":"first"}""");
        var buy = await user.BookAsync(portfolio, """{"type":"buy","symbol":"AAPL","quantity":10,"price":189.13,"fee":1,"time":1763629200123456,"note":"n"}""");
        var sale = await user.BookAsync(portfolio, """{"type":"sell","symbol":"AAPL","quantity":"4.5","price":200}""");
        await user.BookAsync(portfolio, """{"type":"split","symbol":"AAPL","quantity":4}""");
        await user.BookAsync(portfolio, """{"type":"fee","fee":2.50}""");
        var reversal = await user.BookAsync(portfolio, """{"type":"reversal","reverses":5}""");

        var id = portfolio.Split('/')[^1];
        var recorded = buy.GetProperty("recorded").GetRawText();
        Assert.Equal(
            $$"""{"portfolio":"{{id}}","seq":2,"id":"{{id}}-2","type":"buy","symbol":"AAPL","quantity":10,"price":189.13,"fee":1,"amount":-1892.3,"cashAfter":8107.7,"positionAfter":10,"time":1763629200123456,"recorded":{{recorded}},"note":"n"}""",
            buy.GetRawText());
        Assert.Equal("48.92", sale.GetProperty("realizedPnl").GetRawText()); // 900.00 - 851.08, the half-even share 4.5/10 of 1891.30 = 851.085.
        Assert.Equal("5", reversal.GetProperty("reverses").GetRawText());
        Assert.Equal("2.5", reversal.GetProperty("amount").GetRawText());
        var all = (await user.ReadAsync($"{portfolio}/transactions")).GetProperty("transactions").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3, 4, 5, 6], all.Select(transaction => transaction.GetProperty("seq").GetInt32()));
        Assert.Equal("4:1", all[3].GetProperty("ratio").GetString());
        Assert.Equal("22", all[3].GetProperty("positionAfter").GetRawText());
        Assert.Equal(buy.GetRawText(), (await user.ReadAsync($"{portfolio}/transactions/2")).GetRawText());
        var page = (await user.ReadAsync($"{portfolio}/transactions?after=2&limit=2")).GetProperty("transactions").EnumerateArray();
        Assert.Equal([3, 4], page.Select(transaction => transaction.GetProperty("seq").GetInt32()));
    }

    [Fact]
    public async Task The_same_key_books_once_and_another_body_under_it_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var path = $"{await user.OpenAsync()}/transactions";

        using var first = await user.PostAsync(path, """{"type":"deposit","amount":10.50}""", "k");
        using var again = await user.PostAsync(path, """{"amount":"10.5","type":"deposit","fee":0}""", "k");
        var other = await user.FailAsync(path, """{"type":"deposit","amount":10.51}""", HttpStatusCode.UnprocessableEntity, "k");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.EndsWith("/transactions/1", first.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal("/problems/idempotency-key-reused", other.GetProperty("type").GetString());
        Assert.Single((await user.ReadAsync(path)).GetProperty("transactions").EnumerateArray());
    }

    [Fact]
    public async Task Fifty_connections_with_one_key_book_once_and_are_all_told_the_same()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var path = $"{await user.OpenAsync()}/transactions";

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.PostAsync(path, """{"type":"deposit","amount":1}""", "one")));

        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.Single(bodies.Distinct());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Single((await user.ReadAsync(path)).GetProperty("transactions").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"type":"withdrawal","amount":0.01}""", "insufficient-funds")]
    [InlineData("""{"type":"buy","symbol":"A","quantity":1,"price":0.01}""", "insufficient-funds")]
    [InlineData("""{"type":"sell","symbol":"A","quantity":1,"price":1}""", "insufficient-shares")]
    [InlineData("""{"type":"split","symbol":"A","ratio":"4:1"}""", "insufficient-shares")]
    [InlineData("""{"type":"reversal","reverses":9}""", "unknown-transaction")]
    [InlineData("""{"type":"reversal","reverses":2}""", "not-reversible")]
    [InlineData("""{"type":"reversal","reverses":1}""", "already-reversed")]
    public async Task What_the_ledger_forbids_is_a_422_of_a_type_of_its_own_and_nothing_is_written(string order, string type)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();
        await user.BookAsync(portfolio, """{"type":"deposit","amount":1}""");
        await user.BookAsync(portfolio, """{"type":"reversal","reverses":1}""");

        var problem = await user.FailAsync($"{portfolio}/transactions", order, HttpStatusCode.UnprocessableEntity);

        Assert.Equal($"/problems/{type}", problem.GetProperty("type").GetString());
        Assert.Equal(2, (await user.ReadAsync($"{portfolio}/transactions")).GetProperty("transactions").GetArrayLength());
    }

    [Fact]
    public async Task A_portfolio_may_be_opened_for_short_sales_and_margin()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync(allowShort: true, allowMargin: true);

        await user.BookAsync(portfolio, """{"type":"sell","symbol":"A","quantity":1,"price":1}""");
        var buy = await user.BookAsync(portfolio, """{"type":"buy","symbol":"B","quantity":1,"price":2}""");

        Assert.Equal("-1", buy.GetProperty("cashAfter").GetRawText());
    }

    [Theory]
    [InlineData("""{"type":"deposit","amount":1.0000000001}""", "amount")]
    [InlineData("""{"type":"deposit","amount":"1e-10"}""", "amount")]
    [InlineData("""{"type":"deposit","amount":0.001}""", "amount")]
    [InlineData("""{"type":"deposit","amount":-1}""", "amount")]
    [InlineData("""{"type":"deposit","amount":1e400}""", "amount")]
    [InlineData("""{"type":"deposit","amount":"1,000"}""", "amount")]
    [InlineData("""{"type":"deposit","amount":true}""", "amount")]
    [InlineData("""{"type":"deposit","amount":{"a":1}}""", "amount")]
    [InlineData("""{"type":"deposit"}""", "amount")]
    [InlineData("""{"type":"deposit","amount":1,"amount":1}""", "amount")]
    [InlineData("""{"type":"deposit","amount":1,"qty":1}""", "qty")]
    [InlineData("""{"type":"deposit","amount":1,"key":"k"}""", "key")]
    [InlineData("""{"type":"deposit","amount":1,"seq":1}""", "seq")]
    [InlineData("""{"type":"deposit","amount":1,"time":1.5}""", "time")]
    [InlineData("""{"type":"deposit","amount":1,"time":99999999999999999}""", "time")]
    [InlineData("""{"type":"deposit","amount":1,"note":5}""", "note")]
    [InlineData("""{"type":"deposit","amount":1,"note":"a\nb"}""", "note")]
    [InlineData("""{"type":"deposit","amount":1,"symbol":"A"}""", "symbol")]
    [InlineData("""{"type":"Deposit","amount":1}""", "type")]
    [InlineData("""{"amount":1}""", "type")]
    [InlineData("""{"type":"buy","symbol":"A B","quantity":1,"price":1}""", "symbol")]
    [InlineData("""{"type":"split","symbol":"A","quantity":1}""", "quantity")]
    [InlineData("""{"type":"split","symbol":"A","ratio":"4/1"}""", "ratio")]
    [InlineData("""{"type":"split","symbol":"A","ratio":"4:1","quantity":4}""", "quantity")]
    [InlineData("""{"type":"reversal","reverses":0}""", "reverses")]
    [InlineData("""{"type":"reversal","reverses":99999999999999999999}""", "reverses")]
    public async Task What_makes_no_sense_is_a_400_that_names_the_field(string order, string field)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();

        var problem = await user.FailAsync($"{portfolio}/transactions", order, HttpStatusCode.BadRequest);

        Assert.Equal("/problems/invalid-transaction", problem.GetProperty("type").GetString());
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.StartsWith(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"type":"deposit","amount":01}""")]
    [InlineData("""{"type":"deposit","amount":NaN}""")]
    [InlineData("""{"type":"deposit","amount":1}}""")]
    [InlineData("""{"type":"deposit","amount":1} {}""")]
    [InlineData("""{"type":"deposit","amount":1""")]
    [InlineData("""{"type":"deposit","amount":[[[[[[1]]]]]]}""")]
    [InlineData("""{"type":"deposit","amount":1,"note":"\ud800"}""")]
    [InlineData("""{"type":"deposit","amount":1,/* */"note":"a"}""")]
    public async Task What_is_no_JSON_object_is_a_400(string body)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();

        await user.FailAsync($"{portfolio}/transactions", body, HttpStatusCode.BadRequest);

        Assert.Equal(0, (await user.ReadAsync($"{portfolio}/transactions")).GetProperty("transactions").GetArrayLength());
    }

    [Fact]
    public async Task Keys_types_and_lengths_of_bodies_are_checked()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var path = $"{await user.OpenAsync()}/transactions";
        const string Order = """{"type":"deposit","amount":1}""";

        var missing = await user.FailAsync(path, Order, HttpStatusCode.BadRequest, key: null);
        await user.FailAsync(path, Order, HttpStatusCode.BadRequest, key: new string('k', 129));
        await user.FailAsync(path, Order, HttpStatusCode.UnsupportedMediaType, mediaType: "text/plain");
        await user.FailAsync(path, $$"""{"type":"deposit","note":"{{new string('n', 20_000)}}"}""", HttpStatusCode.RequestEntityTooLarge);
        using var longest = await user.PostAsync(path, Order, new string('k', 128));

        Assert.Equal("/problems/idempotency-key", missing.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Created, longest.StatusCode);
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    public async Task Pages_that_make_no_sense_are_a_400(string query)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);

        using var answer = await user.GetAsync($"{await user.OpenAsync()}/transactions?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Every_endpoint_needs_its_scope_and_none_is_anonymous()
    {
        await using var server = await RunningServer.StartAsync();
        var portfolio = await new PortfolioUser(server).OpenAsync();
        var reader = new PortfolioUser(server, scopes: Scope.PortfolioRead);
        var writer = new PortfolioUser(server, scopes: Scope.PortfolioWrite);

        foreach (var path in new[] { "/v1/portfolios", portfolio, $"{portfolio}/transactions", $"{portfolio}/transactions/1", $"{portfolio}/export" })
        {
            using var anonymous = await server.Http.GetAsync(path);
            using var forbidden = await writer.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        }

        foreach (var path in new[] { "/v1/portfolios", $"{portfolio}/transactions", $"{portfolio}/import" })
        {
            using var anonymous = await server.Http.PostAsync(path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
            await reader.FailAsync(path, "{}", HttpStatusCode.Forbidden);
        }
    }
}
