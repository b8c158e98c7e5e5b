using QuoteStream.Portfolio.Stores;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>Several stores on one database, as several servers have them.</summary>
[Collection(PostgresTestGroup.Name)]
public sealed class PostgresSeveralServersTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [FactNeeds(Need.Postgres)]
    public async Task Servers_that_start_at_once_make_one_schema()
    {
        var database = await postgres.MakeDatabaseAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => database.StartAsync()));

        foreach (var store in stores)
        {
            Assert.Empty(await store.ListAsync("alice", None));
            await store.DisposeAsync();
        }

        Assert.Equal(1L, await database.ReadAsync("SELECT count(*) FROM quotestream.schema_version"));
    }

    [FactNeeds(Need.Postgres)]
    public async Task What_two_servers_post_to_one_portfolio_has_no_hole_and_no_key_twice()
    {
        const int Each = 150;
        var database = await postgres.MakeDatabaseAsync();
        await using var left = await database.StartAsync();
        await using var right = await database.StartAsync();
        var terms = Orders.Terms();
        await left.OpenAsync(terms, 1, None);

        // Half of the keys are sent to both.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Each).SelectMany(i => new[]
        {
            left.PostAsync(terms.Id, Orders.Deposit($"both-{i}", 1.25m), None),
            right.PostAsync(terms.Id, Orders.Deposit($"both-{i}", 1.25m), None),
            left.PostAsync(terms.Id, Orders.Buy($"left-{i}", $"S{i % 7}", 1, 0.01m), None),
            right.PostAsync(terms.Id, Orders.Deposit($"right-{i}", 0.5m), None),
        }));

        Assert.Equal(Each, outcomes.Count(outcome => outcome.Result == PostResult.Repeated));
        var booked = outcomes.Where(outcome => outcome.Result == PostResult.Booked).Select(outcome => outcome.Transaction!.Seq).Order().ToList();
        Assert.All(outcomes, outcome => Assert.True(outcome.IsBooked || outcome.Refusal is not null, $"{outcome}"));
        var rows = await LedgerAudit.ReadAllAsync(right, terms.Id);
        Assert.Equal(rows.Select(row => row.Seq), booked);
    }

    [FactNeeds(Need.Postgres)]
    public async Task Of_fifty_posts_of_one_key_one_is_booked()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var left = await database.StartAsync();
        await using var right = await database.StartAsync();
        var terms = Orders.Terms();
        await left.OpenAsync(terms, 1, None);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? left : right).PostAsync(terms.Id, Orders.Deposit("key", 10), None)));

        Assert.Single(outcomes, outcome => outcome.Result == PostResult.Booked);
        Assert.Equal(49, outcomes.Count(outcome => outcome.Result == PostResult.Repeated));
        Assert.Equal(10, (await right.ReadBooksAsync(terms.Id, None))!.Balances.Cash);
    }

    [FactNeeds(Need.Postgres)]
    public async Task Two_servers_cannot_sell_or_reverse_the_same_thing_twice()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var left = await database.StartAsync();
        await using var right = await database.StartAsync();
        var terms = Orders.Terms();
        await left.OpenAsync(terms, 1, None);
        await left.PostAsync(terms.Id, Orders.Deposit("money", 1000), None);
        await left.PostAsync(terms.Id, Orders.Buy("shares", "X", 10, 10), None);

        var sales = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? left : right).PostAsync(terms.Id, Orders.Sell($"sale-{i}", "X", 1, 10), None)));
        var reversals = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? left : right).PostAsync(terms.Id, Orders.Reversal($"back-{i}", 3), None)));

        Assert.Equal(10, sales.Count(outcome => outcome.Result == PostResult.Booked));
        Assert.Single(reversals, outcome => outcome.Result == PostResult.Booked);
        Assert.Equal(13, (await LedgerAudit.ReadAllAsync(left, terms.Id)).Count);
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_server_hears_of_what_another_one_commits()
    {
        var database = await postgres.MakeDatabaseAsync();
        var heard = new AdvanceRecorder();
        await using var left = await database.StartAsync(heard);
        await using var right = await database.StartAsync();
        var terms = Orders.Terms();
        await right.OpenAsync(terms, 1, None);
        await Eventually.True(() => heard.Connections == 1);

        await right.PostAsync(terms.Id, Orders.Deposit("a", 1), None);
        await right.PostAllAsync(terms.Id, [Orders.Deposit("b", 1), Orders.Deposit("c", 1)], None);
        await database.ExecuteAsync("NOTIFY quotestream_ledger, 'something else'");
        await right.PostAsync(terms.Id, Orders.Deposit("d", 1), None);

        await Eventually.True(() => heard.Heard.Contains((terms.Id, 4)));
        Assert.Equal([(null, 0), (terms.Id, 1), (terms.Id, 3), (terms.Id, 4)], heard.Heard);
    }
}
