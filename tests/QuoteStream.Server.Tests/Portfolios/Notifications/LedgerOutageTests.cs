using QuoteStream.Server.Streaming;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

public sealed class LedgerOutageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stream_opened_while_the_ledger_is_down_has_quotes_and_a_problem_and_later_all_it_missed()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 100, 101);
        var portfolio = await server.OpenPortfolioAsync();
        var client = new CutFollower($"symbols=A&portfolio={portfolio}").From(1);
        await client.ReadAsync(server.Http, long.MaxValue, name => name == "portfolio");
        await server.DepositManyAsync(portfolio, 300);
        await Eventually.True(() => server.Feeds.Count == 0);
        server.Ledger.Break();
        await client.ReadAsync(server.Http, long.MaxValue, name => name == "problem");

        Assert.Equal(["hello", "ready", "problem"], client.Names);
        Assert.Equal("/problems/ledger-unavailable", client.Last["problem"].GetProperty("type").GetString());
        Assert.Equal(503, client.Last["problem"].GetProperty("status").GetInt32());
        await client.ReadAsync(server.Http, long.MaxValue, name =>
        {
            if (name == "problem")
            {
                server.Ledger.Mend();
            }

            return client.Seq == 300;
        });
        Assert.Equal(1, client.Names.Count(name => name == "problem"));
    }

    [Fact]
    public async Task What_is_committed_while_the_ledger_cannot_be_read_is_told_to_a_stream_that_has_no_id()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositManyAsync(portfolio, 10);
        server.Ledger.Break();
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await stream.NextAsync("problem");
        await server.DepositManyAsync(portfolio, 5);
        server.Ledger.Mend();
        for (var seq = 11; seq <= 15; seq++)
        {
            Assert.Equal(seq, (await stream.NextAsync("transaction")).GetProperty("seq").GetInt64());
        }
    }

    [Fact]
    public async Task Ledger_that_fails_within_a_replay_is_told_once_and_nothing_is_lost()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositManyAsync(portfolio, 2_000);
        var id = new StreamCursor(1, 2).ToString(new TransactionCursor(0, TransactionCursor.HashOf(portfolio)));
        var client = new CutFollower($"portfolio={portfolio}") { LastId = id }.From(1);
        server.Ledger.BreakAfter(5);
        var readsAtProblem = 0;
        await client.ReadAsync(server.Http, long.MaxValue, name =>
        {
            if (name == "problem")
            {
                readsAtProblem = server.Ledger.Reads;

                // It is tried again by itself, and fails, before it is mended.
                Eventually.True(() => server.Ledger.Reads >= readsAtProblem + 2).GetAwaiter().GetResult();
                server.Ledger.Mend();
            }

            return client.Seq == 2_000;
        });

        Assert.Equal(1, client.Names.Count(name => name == "problem"));
    }

    [Fact]
    public async Task Portfolio_of_another_is_not_told_of_when_the_ledger_is_back()
    {
        await using var server = await LedgerServer.StartAsync(_folder, ("Streaming:HeartbeatInterval", "00:00:00.1"));
        var other = await server.OpenPortfolioAsync("bob");
        server.Ledger.Break();
        await using var stream = await server.StreamAsync($"portfolio={other}");
        Assert.Equal(503, (await stream.NextAsync("problem")).GetProperty("status").GetInt32());
        server.Ledger.Mend();
        Assert.Equal(404, (await stream.NextAsync("problem")).GetProperty("status").GetInt32());
        await server.DepositManyAsync(other, 5);
        for (var heartbeats = 0; heartbeats < 3; heartbeats++)
        {
            var next = (await stream.NextAsync())!.Value;
            Assert.Equal("heartbeat", next.EventType);
            Assert.False(next.Data.TryGetProperty("transactionSeq", out _));
        }
    }

    [Fact]
    public async Task Live_transactions_go_on_while_the_ledger_cannot_be_read()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await stream.NextAsync("portfolio");
        server.Ledger.Break();
        for (var seq = 1; seq <= 20; seq++)
        {
            await server.DepositAsync(portfolio);
            Assert.Equal(seq, (await stream.NextAsync("transaction")).GetProperty("seq").GetInt64());
        }
    }
}
