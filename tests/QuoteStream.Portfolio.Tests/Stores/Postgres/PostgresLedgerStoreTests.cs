using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

[ClassNeeds(Need.Postgres)]
[Collection(PostgresTestGroup.Name)]
public sealed class PostgresLedgerStoreTests(PostgresFixture postgres) : LedgerStoreContract
{
    protected override async Task<ILedgerDatabase> MakeDatabaseAsync() => await postgres.MakeDatabaseAsync();
}
