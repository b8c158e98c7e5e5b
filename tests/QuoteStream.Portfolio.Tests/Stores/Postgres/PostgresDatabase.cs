using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Postgres;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>A database on a server that others use too.</summary>
internal sealed class PostgresDatabase(PostgresServer server, string name) : ILedgerDatabase
{
    // Seconds: a test holds locks for a moment, and that may be long on a machine that is busy.
    private const string Patience = "Timeout=180;Command Timeout=600";

    public string Name => name;

    public string ConnectionString => server.ConnectionString(name);

    public ILedgerStore Open(ICommitListener listener) => new PostgresLedgerStore($"{ConnectionString};{Patience}", TimeProvider.System, listener);

    /// <summary>A started store, with settings of its own behind those of the superuser.</summary>
    public async Task<PostgresLedgerStore> StartAsync(ICommitListener? listener = null, string settings = "")
    {
        var store = new PostgresLedgerStore($"{ConnectionString};{Patience};{settings}", TimeProvider.System, listener ?? new CommitRecorder());
        await store.StartAsync(CancellationToken.None);
        return store;
    }

    /// <summary>A store of another role, started.</summary>
    public async Task<PostgresLedgerStore> StartAsync(string role, string password)
    {
        var store = new PostgresLedgerStore($"{server.ConnectionString(name, role, password)};{Patience}", TimeProvider.System, new CommitRecorder());
        await store.StartAsync(CancellationToken.None);
        return store;
    }

    public Task ExecuteAsync(string sql) => server.ExecuteAsync(name, sql);

    public Task<object?> ReadAsync(string sql) => server.ReadAsync(name, sql);

    // The server drops it with itself.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
