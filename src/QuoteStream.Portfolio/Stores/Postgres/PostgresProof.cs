using Npgsql;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Adds everything up in the database and compares it with the balances kept.</summary>
internal sealed class PostgresProof(PostgresAccess access)
{
    // Every row is read once or twice; even so a book of years is done by then.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private const string Totals =
        """
        SELECT currency, count(DISTINCT id), count(seq_of_row), coalesce(sum(cash), 0), coalesce(sum(positions), 0), coalesce(sum(income), 0),
               coalesce(sum(fees), 0), coalesce(sum(external), 0)
        FROM (SELECT p.currency, p.id, t.seq AS seq_of_row, t.cash, t.positions, t.income, t.fees, t.external
              FROM quotestream.portfolios p LEFT JOIN quotestream.transactions t ON t.portfolio = p.id) AS rows
        GROUP BY currency ORDER BY currency
        """;

    private const string UnbalancedEntries =
        """
        SELECT format('Portfolio %s: the entry of transaction %s adds up to %s, not 0.', portfolio, seq, cash + positions + income + fees + external)
        FROM quotestream.transactions WHERE cash + positions + income + fees + external <> 0
        ORDER BY portfolio, seq LIMIT $1
        """;

    private const string MovedNothing =
        """
        SELECT format('Portfolio %s: transaction %s moves a position without a symbol.', portfolio, seq)
        FROM quotestream.transactions WHERE symbol IS NULL AND (positions <> 0 OR position_change <> 0)
        ORDER BY portfolio, seq LIMIT $1
        """;

    private const string WrongCounts =
        """
        SELECT format('Portfolio %s: %s transactions from %s to %s, where 1 to %s are expected.', p.id, count(t.seq), min(t.seq), max(t.seq), p.seq)
        FROM quotestream.portfolios p LEFT JOIN quotestream.transactions t ON t.portfolio = p.id
        GROUP BY p.id
        HAVING count(t.seq) <> p.seq OR (p.seq > 0 AND (min(t.seq) <> 1 OR max(t.seq) <> p.seq))
        ORDER BY p.id LIMIT $1
        """;

    private const string WrongBalances =
        """
        SELECT format('Portfolio %s: its %s is kept as %s, and its transactions add up to %s.', id, account, kept, added)
        FROM (SELECT p.id, side.*
              FROM quotestream.portfolios p
              LEFT JOIN (SELECT portfolio, sum(cash) AS cash, sum(positions) AS positions, sum(income) AS income, sum(fees) AS fees,
                                sum(external) AS external, sum(realized_pnl) AS realized_pnl
                         FROM quotestream.transactions GROUP BY portfolio) t ON t.portfolio = p.id
              LEFT JOIN (SELECT portfolio, count(*) FILTER (WHERE quantity <> 0) AS open_positions
                         FROM quotestream.positions GROUP BY portfolio) h ON h.portfolio = p.id
              CROSS JOIN LATERAL (VALUES
                  ('cash', p.cash, coalesce(t.cash, 0)),
                  ('positions account', p.positions, coalesce(t.positions, 0)),
                  ('income', p.income, coalesce(t.income, 0)),
                  ('fees', p.fees, coalesce(t.fees, 0)),
                  ('external account', p.external, coalesce(t.external, 0)),
                  ('realized profit', p.realized_pnl, coalesce(t.realized_pnl, 0)),
                  ('number of open positions', p.open_positions, coalesce(h.open_positions, 0))) AS side (account, kept, added)) AS sides
        WHERE kept <> added
        ORDER BY id, account LIMIT $1
        """;

    private const string WrongPositions =
        """
        SELECT format('Portfolio %s: of %s it keeps quantity %s, cost %s, realized profit %s, and its transactions add up to %s, %s, %s.',
                      portfolio, symbol, h.quantity, h.cost, h.realized_pnl, t.quantity, t.cost, t.realized_pnl)
        FROM (SELECT portfolio, symbol, sum(position_change) AS quantity, sum(positions) AS cost, coalesce(sum(realized_pnl), 0) AS realized_pnl
              FROM quotestream.transactions WHERE symbol IS NOT NULL GROUP BY portfolio, symbol) t
        FULL JOIN quotestream.positions h USING (portfolio, symbol)
        WHERE (coalesce(h.quantity, 0), coalesce(h.cost, 0), coalesce(h.realized_pnl, 0))
           <> (coalesce(t.quantity, 0), coalesce(t.cost, 0), coalesce(t.realized_pnl, 0))
        ORDER BY portfolio, symbol LIMIT $1
        """;

    private const string WrongCashAfter =
        """
        SELECT format('Portfolio %s: transaction %s says that the cash after it is %s, and its rows until then add up to %s.', portfolio, seq, cash_after, added)
        FROM (SELECT portfolio, seq, cash_after, sum(cash) OVER (PARTITION BY portfolio ORDER BY seq) AS added FROM quotestream.transactions) AS running
        WHERE cash_after <> added
        ORDER BY portfolio, seq LIMIT $1
        """;

    private const string WrongPositionAfter =
        """
        SELECT format('Portfolio %s: transaction %s says that %s of %s at a cost of %s are held after it, and its rows until then add up to %s at %s.',
                      portfolio, seq, position_after, symbol, cost_after, held, cost)
        FROM (SELECT portfolio, seq, symbol, position_after, cost_after, sum(position_change) OVER until AS held, sum(positions) OVER until AS cost
              FROM quotestream.transactions WHERE symbol IS NOT NULL
              WINDOW until AS (PARTITION BY portfolio, symbol ORDER BY seq)) AS running
        WHERE position_after IS DISTINCT FROM held OR cost_after <> cost
        ORDER BY portfolio, seq LIMIT $1
        """;

    private static readonly string[] Faults =
        [UnbalancedEntries, MovedNothing, WrongCounts, WrongBalances, WrongPositions, WrongCashAfter, WrongPositionAfter];

    public Task<TrialBalance> ProveAsync(CancellationToken cancellation) => access.RunAsync(ProveOnAsync, cancellation);

    private static async Task<TrialBalance> ProveOnAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)Limit.TotalSeconds };
        batch.Add(PostgresReading.BeginSnapshot);
        batch.Add(Totals);
        foreach (var fault in Faults)
        {
            batch.Add(fault).With(TrialBalance.MaxFaults);
        }

        batch.Add("COMMIT");
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        long portfolios = 0;
        long transactions = 0;
        var totals = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            portfolios += reader.GetInt64(1);
            transactions += reader.GetInt64(2);
            totals[reader.GetString(0)] = LedgerRows.ReadEntry(reader, 3);
        }

        var faults = new List<string>();
        while (await reader.NextResultAsync(cancellation).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false) && faults.Count < TrialBalance.MaxFaults)
            {
                faults.Add(reader.GetString(0));
            }
        }

        return new TrialBalance(portfolios, transactions, totals, faults);
    }
}
