namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

public sealed class SqliteLedgerStoreTests : LedgerStoreContract
{
    protected override Task<ILedgerDatabase> MakeDatabaseAsync() => Task.FromResult<ILedgerDatabase>(new SqliteDatabase());
}
