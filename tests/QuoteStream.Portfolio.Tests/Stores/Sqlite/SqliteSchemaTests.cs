using Microsoft.Data.Sqlite;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Sqlite;

namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

/// <summary>What the database itself refuses, and which databases a store refuses.</summary>
public sealed class SqliteSchemaTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SqliteDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_newer_schema_is_not_touched()
    {
        await MakeLedgerAsync();
        Execute("PRAGMA user_version = 99");

        var refused = await RefusedAsync();
        Assert.Contains("99", refused.Message);
        Assert.Contains($"{SqliteSchema.Version}.", refused.Message);
        Assert.Equal("99", Ask("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_database_of_another_program_is_not_touched()
    {
        Execute("CREATE TABLE songs (title TEXT); PRAGMA user_version = 7");
        var before = await File.ReadAllBytesAsync(_database.File);

        var refused = await RefusedAsync();

        Assert.Contains("user_version 7", refused.Message);
        Assert.Contains($"version {SqliteSchema.Version}", refused.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_database.File));
    }

    [Fact]
    public async Task Every_use_says_that_the_schema_is_not_right()
    {
        Execute("CREATE TABLE songs (title TEXT)");
        await using var store = _database.Open(new CommitRecorder());
        await Assert.ThrowsAsync<LedgerSchemaException>(() => store.StartAsync(None));

        var unavailable = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.FindAsync("p", None));
        Assert.IsType<LedgerSchemaException>(unavailable.InnerException);
    }

    [Fact]
    public async Task An_empty_file_becomes_a_ledger()
    {
        await File.WriteAllBytesAsync(_database.File, []);
        await MakeLedgerAsync();

        Assert.Equal($"{SqliteSchema.Version}", Ask("PRAGMA user_version"));
        Assert.Equal($"{SqliteSchema.ApplicationId}", Ask("PRAGMA application_id"));
    }

    [Theory]
    [InlineData("UPDATE transactions SET note = 'other'", "never changes")]
    [InlineData("DELETE FROM transactions WHERE seq = 2", "never deleted")]
    [InlineData("UPDATE portfolios SET owner = 'mallory'", "do not change")]
    [InlineData("DELETE FROM portfolios", "never deleted")]
    [InlineData("UPDATE portfolios SET cash = cash + 1", "CHECK")]
    [InlineData("INSERT INTO transactions SELECT portfolio, 9, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash + 1, positions, income, "
        + "fees, external, position_change, cash_after, position_after, cost_after, realized, reverses, time, recorded, note, 'new', digest "
        + "FROM transactions WHERE seq = 1", "CHECK")]
    [InlineData("INSERT INTO transactions SELECT portfolio, 9, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash, positions, income, "
        + "fees, external, position_change, cash_after, position_after, cost_after, realized, reverses, time, recorded, note, key, digest "
        + "FROM transactions WHERE seq = 1", "UNIQUE")]
    [InlineData("INSERT INTO transactions SELECT portfolio, 9, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash, positions, income, "
        + "fees, external, position_change, cash_after, position_after, cost_after, realized, reverses, time, recorded, note, 'new', digest "
        + "FROM transactions WHERE seq = 3", "UNIQUE")]
    public async Task The_database_itself_keeps_the_book(string statement, string because)
    {
        await MakeLedgerAsync();

        Assert.Contains(because, Assert.Throws<SqliteException>(() => Execute(statement)).Message);
    }

    [Fact]
    public async Task What_was_changed_behind_the_ledgers_back_is_proved()
    {
        await MakeLedgerAsync();
        Execute("DROP TRIGGER transactions_do_not_change; UPDATE transactions SET cash = cash + 1, external = external - 1 WHERE seq = 2");
        await using var store = _database.Open(new CommitRecorder());

        var proof = await store.ProveAsync(None);

        Assert.False(proof.IsProved);
        Assert.Contains(proof.Faults, fault => fault.Contains("transaction 2"));
    }

    [Fact]
    public async Task Connections_are_set_to_keep_what_is_committed()
    {
        await MakeLedgerAsync();
        using var writer = SqliteConnections.OpenWriter(_database.File, mayCreate: false, 1_000);
        using var reader = SqliteConnections.OpenReader(_database.File);

        Assert.Equal(("wal", "2", "0"), (Of(writer, "journal_mode"), Of(writer, "synchronous"), Of(writer, "wal_autocheckpoint")));
        Assert.All([writer, reader], connection => Assert.Equal(("1", "0"), (Of(connection, "foreign_keys"), Of(connection, "mmap_size"))));
        Assert.Throws<SqliteException>(() => SqliteConnections.Run(reader, "DELETE FROM positions"));

        static string Of(SqliteConnection connection, string pragma) => SqliteConnections.Ask(connection, $"PRAGMA {pragma}");
    }

    private async Task MakeLedgerAsync()
    {
        await using var store = _database.Open(new CommitRecorder());
        await store.StartAsync(None);
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 10, None);
        await store.PostAsync(terms.Id, Orders.Deposit("a", 1), None);
        await store.PostAsync(terms.Id, Orders.Deposit("b", 2), None);
        await store.PostAsync(terms.Id, Orders.Reversal("c", 1), None);
    }

    private async Task<LedgerSchemaException> RefusedAsync()
    {
        await using var store = _database.Open(new CommitRecorder());
        return await Assert.ThrowsAsync<LedgerSchemaException>(() => store.StartAsync(None));
    }

    private void Execute(string text)
    {
        using var connection = _database.Connect();
        SqliteConnections.Run(connection, text);
    }

    private string Ask(string text)
    {
        using var connection = _database.Connect();
        return SqliteConnections.Ask(connection, text);
    }
}
