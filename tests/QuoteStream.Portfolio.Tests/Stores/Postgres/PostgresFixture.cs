using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>One server for all tests that leave it running; it is started by the first that needs it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);

    /// <summary>An empty database on it.</summary>
    internal async Task<PostgresDatabase> MakeDatabaseAsync()
    {
        var server = await _server.Value;
        return new PostgresDatabase(server, await server.CreateDatabaseAsync());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
