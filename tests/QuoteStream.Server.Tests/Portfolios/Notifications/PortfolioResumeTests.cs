using QuoteStream.Server.Streaming;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

public sealed class PortfolioResumeTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Streams_cut_at_any_byte_are_told_every_transaction_once_and_in_order()
    {
        const int Transactions = 3_000;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using var server = await LedgerServer.StartAsync(_folder, ("Streaming:HeartbeatInterval", "00:00:00.1"));
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 100, 101);
        var portfolio = await server.OpenPortfolioAsync();
        var random = new Random(seed);
        string[] queries = [$"portfolio={portfolio}", $"symbols=A&trades=*&maxRate=max&portfolio={portfolio}", $"symbols=A&portfolio={portfolio}"];
        var clients = queries.Select(query => new CutFollower(query).From(1)).ToArray();

        // Before the first transaction: from here on each has to come.
        await Task.WhenAll(clients.Select(client => client.ReadAsync(server.Http, long.MaxValue, _ => client.LastId is not null)));
        var posting = Task.Run(() => PostAsync(server, portfolio, Transactions, new Random(random.Next())));
        var ticking = Task.Run(async () =>
        {
            for (var i = 0; !posting.IsCompleted; i++)
            {
                ticks.Trade("A", 100 + (i % 50), 1, $"{i}", "@");
                await Task.Delay(1);
            }
        });
        await Task.WhenAll(clients.Select((client, i) => Task.Run(() => CutUntilAsync(server, client, posting, new Random(seed + i)))));
        await posting;
        await ticking;
        foreach (var client in clients)
        {
            await client.ReadAsync(server.Http, long.MaxValue, _ => client.Seq == Transactions);
        }

        Assert.All(clients.Skip(1), client => Assert.True(client.Quotes > 0));
    }

    [Fact]
    public async Task Client_that_was_away_for_long_gets_all_of_it_while_quotes_flow()
    {
        const int Away = 20_000;
        await using var server = await LedgerServer.StartAsync(_folder);
        using var ticks = new TickSource(server.Server);
        ticks.Quote("A", 100, 101);
        var portfolio = await server.OpenPortfolioAsync();
        var client = new CutFollower($"symbols=A&maxRate=max&portfolio={portfolio}").From(1);
        await client.ReadAsync(server.Http, long.MaxValue, name => name == "portfolio");
        await server.DepositManyAsync(portfolio, Away);
        var live = 0;
        await client.ReadAsync(server.Http, long.MaxValue, name =>
        {
            if (name == "transaction" && client.Seq % 1_000 == 0 && live < 20)
            {
                live++;
                ticks.Quote("A", 100 + live, 201);
                server.DepositAsync(portfolio).GetAwaiter().GetResult();
            }

            return client.Seq == Away + 20;
        });

        var between = client.Names.SkipWhile(name => name != "transaction").ToList();
        Assert.Contains("quote", between[..between.LastIndexOf("transaction")]);
        Assert.InRange(server.Ledger.Reads, 1, 2 * Away / 100);
    }

    [Fact]
    public async Task Reader_that_stands_still_has_no_more_read_for_it()
    {
        const int Away = 20_000;
        await using var server = await LedgerServer.StartAsync(
            _folder, ("Streaming:SendBufferBytes", "4096"), ("Streaming:WriteTimeout", "01:00:00"));
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositManyAsync(portfolio, Away);
        var id = new StreamCursor(1, 2).ToString(new TransactionCursor(0, TransactionCursor.HashOf(portfolio)));
        var header = $"Last-Event-ID: {id}\r\nAuthorization: {server.Http.DefaultRequestHeaders.Authorization}";
        using var stream = await RawStream.OpenAsync(server.Server.HttpAddress, $"portfolio={portfolio}", 2_048, header);
        var reads = -1;
        await Eventually.True(async () =>
        {
            var last = reads;
            reads = server.Ledger.Reads;
            await Task.Delay(200);
            return reads > 1 && reads == last;
        });

        // The books, and the pages that fit between the ledger and the reader.
        Assert.InRange(reads, 2, 20);
        for (var seq = 1; seq <= 2_000; seq++)
        {
            Assert.Equal(seq, (await stream.NextAsync("transaction")).Data.GetProperty("seq").GetInt64());
        }

        stream.Reset();
    }

    [Fact]
    public async Task Id_goes_on_exactly_in_the_next_run_of_the_server()
    {
        string portfolio;
        var client = new CutFollower("").From(1);
        await using (var server = await LedgerServer.StartAsync(_folder))
        {
            portfolio = await server.OpenPortfolioAsync();
            client = new CutFollower($"symbols=A&portfolio={portfolio}").From(1);
            await client.ReadAsync(server.Http, long.MaxValue, name => name == "portfolio");
            await server.DepositManyAsync(portfolio, 100);
            await client.ReadAsync(server.Http, long.MaxValue, _ => client.Seq == 50);
        }

        await using (var server = await LedgerServer.StartAsync(_folder))
        {
            await server.DepositManyAsync(portfolio, 100);
            await client.ReadAsync(server.Http, long.MaxValue, _ => client.Seq == 200);
            Assert.Equal("snapshot", client.Last["hello"].GetProperty("resume").GetString());
        }
    }

    [Fact]
    public async Task Stream_that_the_server_ends_goes_on_behind_its_goodbye()
    {
        await using var server = await LedgerServer.StartAsync(_folder, ("Streaming:MaxStreamAge", "00:00:00.3"));
        var portfolio = await server.OpenPortfolioAsync();
        var client = new CutFollower($"portfolio={portfolio}").From(1);
        await client.ReadAsync(server.Http, long.MaxValue, _ => client.LastId is not null);
        await server.DepositManyAsync(portfolio, 5_000);
        for (var goodbyes = 0; client.Seq < 5_000 || goodbyes == 0;)
        {
            await client.ReadAsync(server.Http, long.MaxValue, _ => false);
            goodbyes += client.Names.Count(name => name == "goodbye");
        }
    }

    [Fact]
    public async Task Id_beyond_the_ledgers_end_is_told_and_counts_as_none()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        await server.DepositAsync(portfolio);
        var id = new StreamCursor(1, 2).ToString(new TransactionCursor(2, TransactionCursor.HashOf(portfolio)));
        var client = new CutFollower($"portfolio={portfolio}") { LastId = id }.From(2);
        var posted = false;
        await client.ReadAsync(server.Http, long.MaxValue, name =>
        {
            if (name == "problem" && !posted)
            {
                posted = true;
                server.DepositAsync(portfolio).GetAwaiter().GetResult();
            }

            return client.Seq == 2;
        });

        Assert.Equal("/problems/unknown-cursor", client.Last["problem"].GetProperty("type").GetString());
        Assert.Equal(409, client.Last["problem"].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Id_of_another_portfolio_is_not_misread()
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var one = await server.OpenPortfolioAsync();
        var other = await server.OpenPortfolioAsync();
        await server.DepositManyAsync(one, 10);
        await server.DepositManyAsync(other, 10);
        var id = new StreamCursor(1, 2).ToString(new TransactionCursor(5, TransactionCursor.HashOf(one)));
        await using var stream = await server.StreamAsync($"portfolio={other}", id);
        await stream.NextAsync("portfolio");
        await server.DepositAsync(other);

        Assert.Equal(11, (await stream.NextAsync("transaction")).GetProperty("seq").GetInt64());
    }

    private static async Task PostAsync(LedgerServer server, string portfolio, int count, Random random)
    {
        for (var left = count; left > 0;)
        {
            var some = random.Next(10) == 0 ? Math.Min(left, random.Next(1, 300)) : 1;
            await server.DepositManyAsync(portfolio, some);
            left -= some;
        }
    }

    // Cut somewhere in the head, in an event, between two events of one write, again and again.
    private static async Task CutUntilAsync(LedgerServer server, CutFollower client, Task posting, Random random)
    {
        while (!posting.IsCompleted)
        {
            await client.ReadAsync(server.Http, random.Next(1, random.Next(2) == 0 ? 3_000 : 60_000), _ => posting.IsCompleted);
        }
    }
}
