using Npgsql;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>A portfolio's row, locked by somebody else until this is disposed.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly NpgsqlConnection _connection;

    private HeldLock(PostgresDatabase database)
    {
        _database = database;
        _connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
    }

    public static async Task<HeldLock> TakeAsync(PostgresDatabase database, string portfolio)
    {
        var held = new HeldLock(database);
        await held._connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"BEGIN; SELECT id FROM quotestream.portfolios WHERE id = '{portfolio}' FOR UPDATE", held._connection);
        await command.ExecuteNonQueryAsync();
        return held;
    }

    /// <summary>Waits until somebody waits for it.</summary>
    public Task HasWaiterAsync() => Eventually.True(async () =>
        (long)(await _database.ReadAsync("SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"))! > 0);

    // The server gives up what a connection held with the connection.
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
