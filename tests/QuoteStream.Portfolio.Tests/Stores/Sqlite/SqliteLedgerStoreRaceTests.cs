namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

public sealed class SqliteLedgerStoreRaceTests : LedgerStoreRaceContract
{
    protected override Task<ILedgerDatabase> MakeDatabaseAsync() => Task.FromResult<ILedgerDatabase>(new SqliteDatabase());
}
