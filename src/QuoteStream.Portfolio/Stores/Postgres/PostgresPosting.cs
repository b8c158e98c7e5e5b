using System.Globalization;
using Npgsql;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>One transaction of the database: locks the portfolio, books orders against what it holds, writes what came of them.</summary>
/// <remarks>Two round trips, whatever the number of orders: one reads under the lock, one writes and commits.</remarks>
internal sealed class PostgresPosting(PostgresAccess access, TimeProvider time, ICommitListener listener)
{
    /// <summary>Where commits are told to the other servers: the portfolio and its newest seq.</summary>
    public const string Channel = "quotestream_ledger";

    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    private const string LockPortfolio =
        $"SELECT {LedgerRows.TermsColumns}, {LedgerRows.BalancesColumns} FROM quotestream.portfolios WHERE id = $1 FOR UPDATE";

    // These begin when the lock is held, and so see all that was committed under it before.
    private const string ReadKnown =
        $"SELECT {LedgerRows.TransactionColumns}, key, digest FROM quotestream.transactions WHERE portfolio = $1 AND key = ANY ($2) "
        + $"UNION SELECT {LedgerRows.TransactionColumns}, key, digest FROM quotestream.transactions WHERE portfolio = $1 AND seq = ANY ($3)";

    private const string ReadReversed = "SELECT reverses FROM quotestream.transactions WHERE portfolio = $1 AND reverses = ANY ($2)";

    private const string ReadPositions =
        $"SELECT {LedgerRows.PositionColumns} FROM quotestream.positions WHERE portfolio = $1 AND (symbol = ANY ($2) OR symbol IN "
        + "(SELECT symbol FROM quotestream.transactions WHERE portfolio = $1 AND seq = ANY ($3)))";

    private const string InsertTransactions =
        $"""
        INSERT INTO quotestream.transactions (key, digest, {LedgerRows.TransactionColumns})
        SELECT key, digest, $1, seq, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash, positions, income, fees, external,
               position_change, cash_after, position_after, cost_after, realized_pnl, reverses, time_micros, recorded_micros, note
        FROM unnest($2::text[], $3::bytea[], $4::bigint[], $5::smallint[], $6::text[], $7::numeric[], $8::numeric[], $9::numeric[], $10::bigint[],
                    $11::bigint[], $12::numeric[], $13::numeric[], $14::numeric[], $15::numeric[], $16::numeric[], $17::numeric[], $18::numeric[],
                    $19::numeric[], $20::numeric[], $21::numeric[], $22::bigint[], $23::bigint[], $24::bigint[], $25::text[])
             AS row (key, digest, seq, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash, positions, income, fees, external,
                     position_change, cash_after, position_after, cost_after, realized_pnl, reverses, time_micros, recorded_micros, note)
        ORDER BY seq
        """;

    private const string UpsertPositions =
        """
        INSERT INTO quotestream.positions AS held (portfolio, symbol, quantity, cost, realized_pnl)
        SELECT $1, * FROM unnest($2::text[], $3::numeric[], $4::numeric[], $5::numeric[])
        ON CONFLICT (portfolio, symbol)
        DO UPDATE SET quantity = excluded.quantity, cost = excluded.cost, realized_pnl = excluded.realized_pnl
        """;

    private const string UpdatePortfolio =
        """
        UPDATE quotestream.portfolios
        SET seq = $2, cash = $3, positions = $4, income = $5, fees = $6, external = $7, realized_pnl = $8, open_positions = $9
        WHERE id = $1
        """;

    private const string Notify = "SELECT pg_notify($1, $2)";

    /// <summary>Books posts and completes them. Several posts of one order each stand or fall alone, the orders of a single post together.</summary>
    /// <exception cref="LedgerUnavailableException">None of them is completed; whether they are booked is not known.</exception>
    public async Task BookAsync(string portfolio, IReadOnlyList<PendingPost> posts, CancellationToken cancellation)
    {
        // False while it is sure that nothing was written: then another connection may try.
        var isWriting = false;
        var (outcomes, rows, took) = await access.RunAsync(BookOnAsync, cancellation, () => !isWriting).ConfigureAwait(false);
        if (rows.Length > 0)
        {
            listener.Committed(rows, took);
        }

        for (var i = 0; i < posts.Count; i++)
        {
            posts[i].Complete(outcomes[i]);
        }

        async Task<(List<PostOutcome>[] Outcomes, Transaction[] Rows, TimeSpan Took)> BookOnAsync(NpgsqlConnection connection, CancellationToken ending)
        {
            var locked = await LockAsync(connection, portfolio, posts, ending).ConfigureAwait(false);
            var booked = Book(locked, posts);
            if (locked is null || locked.Rows.Count == 0 || (posts.Count == 1 && !booked[0][^1].IsBooked))
            {
                await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
                await rollback.ExecuteNonQueryAsync(ending).ConfigureAwait(false);
                return (booked, [], TimeSpan.Zero);
            }

            isWriting = true;
            var since = time.GetTimestamp();
            await WriteAsync(connection, locked, ending).ConfigureAwait(false);
            return (booked, [.. locked.Rows.Select(row => row.Transaction)], time.GetElapsedTime(since));
        }
    }

    private List<PostOutcome>[] Book(LockedPortfolio? locked, IReadOnlyList<PendingPost> posts)
    {
        var nowMicros = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return [.. posts.Select(BookOne)];

        // As far as the first that is not booked.
        List<PostOutcome> BookOne(PendingPost post)
        {
            var outcomes = new List<PostOutcome>(post.Orders.Count);
            foreach (var order in post.Orders)
            {
                var outcome = locked?.Book(order, nowMicros) ?? new PostOutcome(PostResult.UnknownPortfolio);
                outcomes.Add(outcome);
                if (!outcome.IsBooked)
                {
                    break;
                }
            }

            return outcomes;
        }
    }

    // Null when there is no such portfolio.
    private async Task<LockedPortfolio?> LockAsync(
        NpgsqlConnection connection, string portfolio, IReadOnlyList<PendingPost> posts, CancellationToken cancellation)
    {
        var orders = posts.SelectMany(post => post.Orders).ToArray();
        var keys = orders.Select(order => order.Key).Distinct().ToArray();
        var symbols = orders.Select(order => order.Order.Symbol).OfType<string>().Distinct().ToArray();
        var reversed = orders.Select(order => order.Order.Reverses).OfType<long>().Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Begin);
        batch.Add(access.SetUp);
        batch.Add(LockPortfolio).With(portfolio);
        batch.Add(ReadKnown).With(portfolio).With(keys).With(reversed);
        batch.Add(ReadReversed).With(portfolio).With(reversed);
        batch.Add(ReadPositions).With(portfolio).With(symbols).With(reversed);

        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            return null;
        }

        var locked = new LockedPortfolio(LedgerRows.ReadTerms(reader), LedgerRows.ReadBalances(reader, LedgerRows.TermsWidth));
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            locked.Know(new LedgerRow(
                reader.GetString(LedgerRows.TransactionWidth),
                reader.GetFieldValue<byte[]>(LedgerRows.TransactionWidth + 1),
                LedgerRows.ReadTransaction(reader)));
        }

        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            locked.KnowReversed(reader.GetInt64(0));
        }

        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            locked.Know(LedgerRows.ReadPosition(reader));
        }

        return locked;
    }

    private static async Task WriteAsync(NpgsqlConnection connection, LockedPortfolio locked, CancellationToken cancellation)
    {
        var portfolio = locked.Terms.Id;
        var balances = locked.Balances;
        await using var batch = new NpgsqlBatch(connection);
        AddTransactions(batch.Add(InsertTransactions).With(portfolio), locked.Rows);
        if (locked.ChangedPositions is { Count: > 0 } positions)
        {
            batch.Add(UpsertPositions).With(portfolio)
                .WithEach(positions, position => position.Symbol)
                .WithEach(positions, position => position.Quantity)
                .WithEach(positions, position => position.Cost)
                .WithEach(positions, position => position.RealizedPnl);
        }

        batch.Add(UpdatePortfolio).With(portfolio).With(balances.Seq)
            .With(balances.Accounts.Cash)
            .With(balances.Accounts.Positions)
            .With(balances.Accounts.Income)
            .With(balances.Accounts.Fees)
            .With(balances.Accounts.External)
            .With(balances.RealizedPnl)
            .With(balances.OpenPositions);
        batch.Add(Notify).With(Channel).With(string.Create(CultureInfo.InvariantCulture, $"{portfolio} {balances.Seq}"));
        // An error before it skips it, so it never commits a part.
        batch.Add("COMMIT");
        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static void AddTransactions(NpgsqlBatchCommand command, IReadOnlyList<LedgerRow> rows)
    {
        command.WithEach(rows, row => row.Key).WithEach(rows, row => row.Digest);
        var transactions = rows.Select(row => row.Transaction).ToArray();
        command
            .WithEach(transactions, row => row.Seq)
            .WithEach(transactions, row => (short)row.Type)
            .WithEach(transactions, row => row.Symbol)
            .WithEach(transactions, row => row.Quantity)
            .WithEach(transactions, row => row.Price)
            .WithEach(transactions, row => row.Fee)
            .WithEach(transactions, row => row.Ratio?.After)
            .WithEach(transactions, row => row.Ratio?.Before)
            .WithEach(transactions, row => row.Entry.Cash)
            .WithEach(transactions, row => row.Entry.Positions)
            .WithEach(transactions, row => row.Entry.Income)
            .WithEach(transactions, row => row.Entry.Fees)
            .WithEach(transactions, row => row.Entry.External)
            .WithEach(transactions, row => row.PositionChange)
            .WithEach(transactions, row => row.CashAfter)
            .WithEach(transactions, row => row.PositionAfter)
            .WithEach(transactions, row => row.CostAfter)
            .WithEach(transactions, row => row.RealizedPnl)
            .WithEach(transactions, row => row.Reverses)
            .WithEach(transactions, row => row.TimeMicros)
            .WithEach(transactions, row => row.RecordedMicros)
            .WithEach(transactions, row => row.Note);
    }
}
