using Npgsql;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Opens and reads portfolios.</summary>
internal sealed class PostgresReading(PostgresAccess access)
{
    // What several statements read is of one moment.
    public const string BeginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    // The class of the advisory locks that order what one owner opens at once.
    private const int OwnerLocks = 0x51_53_4F_57;

    private const string Insert =
        $"""
        INSERT INTO quotestream.portfolios ({LedgerRows.TermsColumns})
        SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM quotestream.portfolios WHERE owner = $2) < $8
        ON CONFLICT (id) DO NOTHING
        """;

    // Who repeats it because the answer was lost finds that it is there.
    private const string IsThere = "SELECT EXISTS (SELECT FROM quotestream.portfolios WHERE id = $1 AND owner = $2)";

    private const string SelectBooks =
        $"SELECT {LedgerRows.TermsColumns}, {LedgerRows.BalancesColumns} FROM quotestream.portfolios WHERE id = $1";

    private const string SelectHeld =
        $"SELECT {LedgerRows.PositionColumns} FROM quotestream.positions WHERE portfolio = $1 AND quantity <> 0 ORDER BY symbol";

    public Task<bool> OpenAsync(PortfolioTerms terms, int maxOfOwner, CancellationToken cancellation) => access.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(PostgresPosting.Begin);
            batch.Add(access.SetUp);
            batch.Add("SELECT pg_advisory_xact_lock($1, hashtext($2))").With(OwnerLocks).With(terms.Owner);
            batch.Add(Insert)
                .With(terms.Id).With(terms.Owner).With(terms.Name).With(terms.Currency.Code)
                .With(terms.AllowShort).With(terms.AllowMargin).With(terms.CreatedMicros).With((long)maxOfOwner);
            batch.Add(IsThere).With(terms.Id).With(terms.Owner);
            batch.Add("COMMIT");
            await using var reader = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
            await reader.NextResultAsync(token).ConfigureAwait(false);
            await reader.NextResultAsync(token).ConfigureAwait(false);
            await reader.ReadAsync(token).ConfigureAwait(false);
            var isOpen = reader.GetBoolean(0);
            // Reads up to the commit, which can still fail.
            await reader.NextResultAsync(token).ConfigureAwait(false);
            return isOpen;
        },
        cancellation);

    public Task<IReadOnlyList<PortfolioTerms>> ListAsync(string owner, CancellationToken cancellation) => access.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                $"SELECT {LedgerRows.TermsColumns} FROM quotestream.portfolios WHERE owner = $1 ORDER BY created_micros, opened", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = owner });
            await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            return await ReadAllAsync(reader, LedgerRows.ReadTerms, token).ConfigureAwait(false);
        },
        cancellation);

    public Task<PortfolioTerms?> FindAsync(string portfolio, CancellationToken cancellation) => access.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand($"SELECT {LedgerRows.TermsColumns} FROM quotestream.portfolios WHERE id = $1", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = portfolio });
            await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            return await reader.ReadAsync(token).ConfigureAwait(false) ? LedgerRows.ReadTerms(reader) : null;
        },
        cancellation);

    public Task<PortfolioBooks?> ReadBooksAsync(string portfolio, CancellationToken cancellation) => access.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(BeginSnapshot);
            batch.Add(SelectBooks).With(portfolio);
            batch.Add(SelectHeld).With(portfolio);
            batch.Add("COMMIT");
            await using var reader = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
            if (!await reader.ReadAsync(token).ConfigureAwait(false))
            {
                return null;
            }

            var terms = LedgerRows.ReadTerms(reader);
            var balances = LedgerRows.ReadBalances(reader, LedgerRows.TermsWidth);
            await reader.NextResultAsync(token).ConfigureAwait(false);
            return new PortfolioBooks(terms, balances, await ReadAllAsync(reader, LedgerRows.ReadPosition, token).ConfigureAwait(false));
        },
        cancellation);

    public Task<IReadOnlyList<Transaction>> ReadTransactionsAsync(string portfolio, long after, int limit, CancellationToken cancellation) =>
        access.RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(
                    $"SELECT {LedgerRows.TransactionColumns} FROM quotestream.transactions WHERE portfolio = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                    connection);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = portfolio });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
                await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                return await ReadAllAsync(reader, LedgerRows.ReadTransaction, token).ConfigureAwait(false);
            },
            cancellation);

    private static async Task<IReadOnlyList<T>> ReadAllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
