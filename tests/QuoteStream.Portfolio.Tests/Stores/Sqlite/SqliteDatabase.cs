using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Sqlite;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

/// <summary>A file in a folder of its own.</summary>
internal sealed class SqliteDatabase : ILedgerDatabase
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string File => Path.Combine(Folder, "ledger.db");

    public ILedgerStore Open(ICommitListener listener) => new SqliteLedgerStore(new SqliteLedgerOptions { Path = File }, listener, TimeProvider.System);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
