namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>Tests that share a server, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTestGroup : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
