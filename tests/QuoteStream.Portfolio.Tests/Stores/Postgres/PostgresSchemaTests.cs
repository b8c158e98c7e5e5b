using Npgsql;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Postgres;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>The schema, what it refuses, and the rights that a role needs.</summary>
[Collection(PostgresTestGroup.Name)]
public sealed class PostgresSchemaTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static int _roles;

    [FactNeeds(Need.Postgres)]
    public async Task A_newer_schema_is_left_alone()
    {
        var database = await postgres.MakeDatabaseAsync();
        await (await database.StartAsync()).DisposeAsync();
        await database.ExecuteAsync("INSERT INTO quotestream.schema_version (version) VALUES (4711)");
        await using var store = database.Open(new CommitRecorder());

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => store.StartAsync(None));

        Assert.Contains("4711", refused.Message);
        Assert.Contains($"knows {PostgresSchema.Newest} ", refused.Message);
        Assert.Equal(LedgerFault.Other, (await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.ListAsync("alice", None))).Fault);
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_schema_of_something_else_is_left_alone()
    {
        var database = await postgres.MakeDatabaseAsync();
        await database.ExecuteAsync("CREATE SCHEMA quotestream; CREATE TABLE quotestream.portfolios (id integer)");
        await using var store = database.Open(new CommitRecorder());

        await Assert.ThrowsAsync<LedgerSchemaException>(() => store.StartAsync(None));

        Assert.Null(await database.ReadAsync("SELECT to_regclass('quotestream.transactions')::text") as string);
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_row_of_the_ledger_never_changes()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var store = await database.StartAsync();
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 1, None);
        await store.PostAsync(terms.Id, Orders.Deposit("a", 10), None);

        foreach (var change in new[]
        {
            "UPDATE quotestream.transactions SET note = 'never'",
            "DELETE FROM quotestream.transactions",
            "TRUNCATE quotestream.transactions",
            "TRUNCATE quotestream.portfolios CASCADE",
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(change));
            Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        }

        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("UPDATE quotestream.portfolios SET cash = cash + 1"));
        Assert.Single(await LedgerAudit.ReadAllAsync(store, terms.Id));
    }

    [FactNeeds(Need.Postgres)]
    public async Task What_was_changed_behind_the_back_of_the_program_is_found()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var store = await database.StartAsync();
        var (whole, changed, cut) = (Orders.Terms(), Orders.Terms(), Orders.Terms());
        foreach (var terms in new[] { whole, changed, cut })
        {
            await store.OpenAsync(terms, 3, None);
            await store.PostAllAsync(
                terms.Id, [Orders.Deposit("a", 100), Orders.Buy("b", "X", 2, 10), Orders.Sell("c", "X", 1, 12), Orders.Withdrawal("d", 1)], None);
        }

        var before = await store.ProveAsync(None);
        Assert.Equal((true, 3L, 12L), (before.IsProved, before.Portfolios, before.Transactions));

        await database.ExecuteAsync(
            $"""
            ALTER TABLE quotestream.transactions DISABLE TRIGGER transactions_never_change;
            UPDATE quotestream.transactions SET cash = cash + 1, external = external - 1 WHERE portfolio = '{changed.Id}' AND seq = 1;
            UPDATE quotestream.positions SET quantity = 5 WHERE portfolio = '{changed.Id}';
            DELETE FROM quotestream.transactions WHERE portfolio = '{cut.Id}' AND seq = 3;
            """);

        var faults = (await store.ProveAsync(None)).Faults;
        Assert.DoesNotContain(faults, fault => fault.Contains(whole.Id));
        Assert.Contains(faults, fault => fault.Contains(changed.Id) && fault.Contains("cash is kept as"));
        Assert.Contains(faults, fault => fault.Contains(changed.Id) && fault.Contains("of X it keeps quantity 5"));
        Assert.Contains(faults, fault => fault.Contains(cut.Id) && fault.Contains("3 transactions from 1 to 4, where 1 to 4"));
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_wrong_password_is_told_without_it()
    {
        var database = await postgres.MakeDatabaseAsync();
        var role = await MakeRoleAsync(database);
        await using var store = await database.StartAsync(role, "not-the-one");

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.ListAsync("alice", None));

        Assert.Equal(LedgerFault.Other, refused.Fault);
        Assert.Contains("password", refused.Message);
        Assert.DoesNotContain("not-the-one", refused.ToString());
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_role_without_rights_is_told_what_it_lacks_and_works_once_it_has_them()
    {
        var database = await postgres.MakeDatabaseAsync();
        var role = await MakeRoleAsync(database);
        await using var store = await database.StartAsync(role, role);

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.ListAsync("alice", None));
        Assert.Equal(LedgerFault.Other, refused.Fault);
        Assert.Contains("permission denied", refused.Message);

        await database.ExecuteAsync($"GRANT CREATE ON DATABASE {database.Name} TO {role}");
        Assert.Empty(await store.ListAsync("alice", None));
    }

    [FactNeeds(Need.Postgres)]
    public async Task Where_the_schema_is_up_to_date_a_role_needs_only_the_rights_to_its_rows()
    {
        var database = await postgres.MakeDatabaseAsync();
        var role = await MakeRoleAsync(database);
        await (await database.StartAsync()).DisposeAsync();
        await database.ExecuteAsync(
            $"""
            GRANT USAGE ON SCHEMA quotestream TO {role};
            GRANT SELECT ON ALL TABLES IN SCHEMA quotestream TO {role};
            GRANT INSERT ON quotestream.portfolios, quotestream.positions, quotestream.transactions TO {role};
            GRANT UPDATE ON quotestream.portfolios, quotestream.positions TO {role};
            """);
        await using var store = await database.StartAsync(role, role);
        var terms = Orders.Terms();

        Assert.True(await store.OpenAsync(terms, 1, None));
        await store.PostAllAsync(terms.Id, [Orders.Deposit("a", 10), Orders.Buy("b", "X", 1, 1), Orders.Sell("c", "X", 1, 1)], None);
        Assert.Equal(3, (await LedgerAudit.ReadAllAsync(store, terms.Id)).Count);
    }

    private static async Task<string> MakeRoleAsync(PostgresDatabase database)
    {
        var role = $"role_{Interlocked.Increment(ref _roles)}";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD '{role}'");
        return role;
    }
}
