using Microsoft.Data.Sqlite;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>A connection that reads, with its statements. One thread.</summary>
internal sealed class ReaderSession : IDisposable
{
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _find;
    private readonly Statement _list;
    private readonly Statement _positions;
    private readonly Statement _transactions;
    private readonly Statement _all;

    /// <param name="connection">Becomes the session's.</param>
    public ReaderSession(SqliteConnection connection)
    {
        Connection = connection;
        _begin = new Statement(connection, "BEGIN");
        _end = new Statement(connection, "COMMIT");
        _find = new Statement(connection, $"SELECT {PortfolioRow.Columns} FROM portfolios WHERE id = ?");
        _list = new Statement(connection, $"SELECT {PortfolioRow.Columns} FROM portfolios WHERE owner = ? ORDER BY created, number");
        _positions = new Statement(connection, "SELECT symbol, quantity, cost, realized FROM positions WHERE portfolio = ? ORDER BY symbol");
        _transactions = new Statement(
            connection, $"SELECT {TransactionRow.Columns} FROM transactions WHERE portfolio = ? AND seq > ? ORDER BY seq LIMIT ?");
        _all = new Statement(connection, $"SELECT {PortfolioRow.Columns} FROM portfolios ORDER BY number");
    }

    public SqliteConnection Connection { get; }

    public PortfolioTerms? Find(string portfolio) => FindRow(portfolio)?.Terms;

    public IReadOnlyList<PortfolioTerms> List(string owner)
    {
        var terms = new List<PortfolioTerms>();
        _list.Set(1, owner);
        _list.ForEach(row => terms.Add(PortfolioRow.Read(row).Terms));
        return terms;
    }

    public PortfolioBooks? ReadBooks(string portfolio) => AtOnce(() => FindRow(portfolio) is { } row
        ? new PortfolioBooks(row.Terms, row.Balances, [.. ReadPositions(row).Where(position => position.Quantity != 0)])
        : null);

    public IReadOnlyList<Transaction> ReadTransactions(string portfolio, long after, int limit)
    {
        var transactions = new List<Transaction>();
        if (FindRow(portfolio) is { } found)
        {
            ForEachTransaction(found, after, limit, transactions.Add);
        }

        return transactions;
    }

    /// <summary>Reads everything as of one moment. The log cannot begin anew meanwhile.</summary>
    public TrialBalance Prove(CancellationToken cancellation) => AtOnce(() =>
    {
        var proof = new LedgerProof();
        _all.ForEach(read =>
        {
            var portfolio = PortfolioRow.Read(read);
            proof.Begin(portfolio.Terms);
            ForEachTransaction(portfolio, 0, long.MaxValue, transaction =>
            {
                cancellation.ThrowIfCancellationRequested();
                proof.Add(transaction);
            });
            proof.End(portfolio.Balances, ReadPositions(portfolio));
        });
        return proof.Result();
    });

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _end, _find, _list, _positions, _transactions, _all })
        {
            statement.Dispose();
        }

        Connection.Dispose();
    }

    private PortfolioRow? FindRow(string portfolio)
    {
        _find.Set(1, portfolio);
        return _find.First(PortfolioRow.Read);
    }

    private List<Position> ReadPositions(PortfolioRow portfolio)
    {
        var positions = new List<Position>();
        _positions.Set(1, portfolio.Number);
        _positions.ForEach(row => positions.Add(PositionRow.Read(row, portfolio.Terms.Currency)));
        return positions;
    }

    private void ForEachTransaction(PortfolioRow portfolio, long after, long limit, Action<Transaction> read)
    {
        _transactions.Set(1, portfolio.Number);
        _transactions.Set(2, after);
        _transactions.Set(3, limit);
        _transactions.ForEach(row => read(TransactionRow.Read(row, portfolio.Terms)));
    }

    // Within a transaction all statements see the ledger as after the same commit.
    private T AtOnce<T>(Func<T> read)
    {
        _begin.Run();
        try
        {
            return read();
        }
        finally
        {
            _end.Run();
        }
    }
}
