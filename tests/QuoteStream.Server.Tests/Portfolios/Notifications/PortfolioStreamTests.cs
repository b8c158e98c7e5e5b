using System.Net;
using QuoteStream.Server.Security;
using QuoteStream.Server.Streaming;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

public sealed class PortfolioStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stream_without_an_id_begins_behind_the_newest_transaction()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio);
        await server.DepositAsync(portfolio);
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");

        Assert.Equal("hello", (await stream.NextAsync())!.Value.EventType);
        var ready = (await stream.NextAsync())!.Value;
        Assert.Equal(("ready", 0), (ready.EventType, ready.Data.GetProperty("symbols").GetInt32()));
        var value = (await stream.NextAsync())!.Value;
        Assert.Equal(("portfolio", 2), (value.EventType, value.Data.GetProperty("transactionSeq").GetInt32()));
        Assert.Equal(200, value.Data.GetProperty("cash").GetDecimal());
        Assert.True(value.Data.GetProperty("asOf").GetInt64() > 0);
        var posted = await server.DepositAsync(portfolio, 12.34m);
        var told = await stream.NextAsync("transaction");

        Assert.Equal(3, told.GetProperty("seq").GetInt64());
        Assert.Equal(posted.Id, told.GetProperty("id").GetString());
        Assert.Equal("12.34", told.GetProperty("amount").GetRawText());
        Assert.Equal("212.34", told.GetProperty("cashAfter").GetRawText());
        Assert.Equal(212.34m, (await stream.NextAsync("portfolio")).GetProperty("cash").GetDecimal());
    }

    [Fact]
    public async Task Missed_transactions_come_after_ready_and_the_valuation_and_before_live_ones()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 100, 101);
        var portfolio = await server.OpenPortfolioAsync();
        var client = new CutFollower($"symbols=A&portfolio={portfolio}").From(2);
        await server.DepositAsync(portfolio);
        await client.ReadAsync(server.Http, long.MaxValue, name => name == "portfolio");
        await server.DepositManyAsync(portfolio, 500);
        await client.ReadAsync(server.Http, long.MaxValue, _ => client.Seq == 501);

        Assert.Equal(["hello", "ready", "portfolio", "transaction"], client.Names.Distinct().Take(4));
        Assert.Equal("delta", client.Last["hello"].GetProperty("resume").GetString());
        await server.DepositAsync(portfolio);
        await client.ReadAsync(server.Http, long.MaxValue, _ => client.Seq == 502);
        Assert.Equal(1, client.Names.Count(name => name == "transaction"));
    }

    [Fact]
    public async Task Several_streams_of_one_portfolio_are_told_all_and_share_one_feed()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        var clients = Enumerable.Range(0, 5).Select(_ => new CutFollower($"portfolio={portfolio}").From(1)).ToArray();
        var begun = 0;
        var reading = clients.Select(client => client.ReadAsync(server.Http, long.MaxValue, name =>
        {
            _ = name == "ready" ? Interlocked.Increment(ref begun) : 0;
            return client.Seq == 300;
        })).ToArray();
        await Eventually.True(() => begun == clients.Length);

        Assert.Equal(1, server.Feeds.Count);
        for (var i = 0; i < 100; i++)
        {
            await server.DepositAsync(portfolio);
        }

        await server.DepositManyAsync(portfolio, 200);
        await Task.WhenAll(reading);
        await Eventually.True(() => server.Feeds.Count == 0);
        Assert.Equal(1_500, server.Inside.Counters.EventsTotal(EventKind.Transaction));
        Assert.True(server.Inside.Counters.EventsTotal(EventKind.Portfolio) >= clients.Length);
    }

    [Fact]
    public async Task Portfolio_that_is_not_the_subjects_is_not_there()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var other = await server.OpenPortfolioAsync("bob");
        foreach (var portfolio in new[] { other, Guid.NewGuid().ToString("N") })
        {
            using var answer = await server.Http.GetAsync($"/v1/stream?portfolio={portfolio}&symbols=A", HttpCompletionOption.ResponseHeadersRead);

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        Assert.Equal(0, server.Feeds.Count);
    }

    [Theory]
    [InlineData("portfolio=P")]
    [InlineData("symbols=A&portfolio=P")]
    public async Task Stream_of_a_portfolio_needs_the_scope_for_it(string query)
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var anonymous = await server.Server.Http.GetAsync("/v1/stream?" + query, HttpCompletionOption.ResponseHeadersRead);
        using var http = server.ClientOf(LedgerServer.Owner, Scope.QuotesRead);
        using var lacking = await http.GetAsync("/v1/stream?" + query, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, lacking.StatusCode);
    }

    [Fact]
    public async Task Stream_of_a_portfolio_alone_needs_no_other_scope()
    {
        await using var server = await LedgerServer.StartAsync(_folder, ("Auth:AnonymousQuotes", "false"));
        var portfolio = await server.OpenPortfolioAsync();
        using var http = server.ClientOf(LedgerServer.Owner, Scope.PortfolioRead);
        await using var stream = await EventReader.OpenAsync(http, $"portfolio={portfolio}");
        await stream.NextAsync("portfolio");

        using var refused = await http.GetAsync($"/v1/stream?portfolio={portfolio}&symbols=A", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData("portfolio=")]
    [InlineData("portfolio=a,b")]
    [InlineData("portfolio=P&portfolio=Q")]
    [InlineData("portfolio=P&symbols=")]
    public async Task Parameters_that_make_no_sense_are_refused(string query)
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var answer = await server.Http.GetAsync("/v1/stream?" + query, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Heartbeat_tells_the_newest_transaction_of_a_stream_that_follows_a_portfolio()
    {
        await using var server = await LedgerServer.StartAsync(_folder, ("Streaming:HeartbeatInterval", "00:00:00.1"));
        var portfolio = await server.OpenPortfolioAsync();
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await using var other = await server.StreamAsync("symbols=A");

        Assert.Equal(0, (await stream.NextAsync("heartbeat")).GetProperty("transactionSeq").GetInt64());
        await server.DepositManyAsync(portfolio, 3);
        await stream.NextAsync("transaction");
        Assert.Equal(3, (await stream.NextAsync("heartbeat")).GetProperty("transactionSeq").GetInt64());
        Assert.False((await other.NextAsync("heartbeat")).TryGetProperty("transactionSeq", out _));
    }

    [Fact]
    public async Task Stream_that_has_ended_leaves_nothing_behind()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 100, 101);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio, 1_000);
        await server.BuyAsync(portfolio, "A", 1, 1);
        await server.BuyAsync(portfolio, "LATER", 1, 1);
        await using (var stream = await server.StreamAsync($"portfolio={portfolio}"))
        {
            await stream.NextAsync("portfolio");
            Assert.Equal((1, 1), (server.Feeds.Count, server.Inside.WatchedUnknownSymbols));
        }

        await Eventually.True(() => server.Feeds.Count == 0);
        Assert.Equal(0, server.Inside.OpenStreams);
        Assert.Equal(0, server.Inside.WatchedUnknownSymbols);
    }
}
