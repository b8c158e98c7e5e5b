namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

public sealed class SqliteLedgerStoreModelTests : LedgerStoreModelContract
{
    protected override Task<ILedgerDatabase> MakeDatabaseAsync() => Task.FromResult<ILedgerDatabase>(new SqliteDatabase());
}
