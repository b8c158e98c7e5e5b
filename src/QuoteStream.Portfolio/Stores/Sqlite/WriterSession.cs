using Microsoft.Data.Sqlite;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>The connection that writes, with its statements. One thread; everything but the checkpoint between Begin and Commit.</summary>
internal sealed class WriterSession : IDisposable
{
    private readonly TimeProvider _time;
    private readonly List<Transaction> _booked = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _checkpoint;
    private readonly Statement _savepoint;
    private readonly Statement _release;
    private readonly Statement _rollBackTo;
    private readonly Statement _findPortfolio;
    private readonly Statement _countOfOwner;
    private readonly Statement _insertPortfolio;
    private readonly Statement _updatePortfolio;
    private readonly Statement _findKey;
    private readonly Statement _findSeq;
    private readonly Statement _findReversal;
    private readonly Statement _findPosition;
    private readonly Statement _writePosition;
    private readonly Statement _insertTransaction;

    /// <param name="connection">Becomes the session's.</param>
    public WriterSession(SqliteConnection connection, TimeProvider time)
    {
        Connection = connection;
        _time = time;
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        _checkpoint = new Statement(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        _savepoint = new Statement(connection, "SAVEPOINT orders");
        _release = new Statement(connection, "RELEASE orders");
        _rollBackTo = new Statement(connection, "ROLLBACK TO orders");
        _findPortfolio = new Statement(connection, $"SELECT {PortfolioRow.Columns} FROM portfolios WHERE id = ?");
        _countOfOwner = new Statement(connection, "SELECT count(*) FROM portfolios WHERE owner = ?");
        _insertPortfolio = new Statement(
            connection,
            "INSERT INTO portfolios (id, owner, name, currency, allow_short, allow_margin, created) VALUES (?, ?, ?, ?, ?, ?, ?)");
        _updatePortfolio = new Statement(
            connection,
            "UPDATE portfolios SET seq = ?, cash = ?, positions = ?, income = ?, fees = ?, external = ?, realized = ?, open_positions = ? WHERE number = ?");
        _findKey = new Statement(connection, $"SELECT {TransactionRow.Columns}, digest FROM transactions WHERE portfolio = ? AND key = ?");
        _findSeq = new Statement(connection, $"SELECT {TransactionRow.Columns} FROM transactions WHERE portfolio = ? AND seq = ?");
        _findReversal = new Statement(connection, "SELECT seq FROM transactions WHERE portfolio = ? AND reverses = ?");
        _findPosition = new Statement(connection, "SELECT symbol, quantity, cost, realized FROM positions WHERE portfolio = ? AND symbol = ?");
        _writePosition = new Statement(
            connection,
            "INSERT INTO positions (portfolio, symbol, quantity, cost, realized) VALUES (?, ?, ?, ?, ?) "
            + "ON CONFLICT (portfolio, symbol) DO UPDATE SET quantity = excluded.quantity, cost = excluded.cost, realized = excluded.realized");
        _insertTransaction = new Statement(connection, TransactionRow.Insert);
    }

    public SqliteConnection Connection { get; }

    /// <summary>What has been written since <see cref="Begin"/>, in order.</summary>
    public IReadOnlyList<Transaction> Booked => _booked;

    public void Begin()
    {
        _booked.Clear();
        _begin.Run();
    }

    /// <summary>Returns when it is on disk. When it throws, that is not known.</summary>
    public void Commit() => _commit.Run();

    /// <summary>Takes everything since <see cref="Begin"/> back.</summary>
    public void RollBack()
    {
        _booked.Clear();
        SqliteConnections.RollBack(Connection);
    }

    /// <summary>Moves what the log holds into the database, as far as no reader needs it, so that the log begins anew.</summary>
    public void Checkpoint() => _checkpoint.First(_ => true);

    /// <summary>Empties the log, for whoever copies the file of a server that has ended.</summary>
    public void CheckpointAll() => SqliteConnections.Run(Connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    public bool Open(PortfolioTerms terms, int maxOfOwner)
    {
        if (Find(terms.Id) is { } there)
        {
            // Asked again, after an answer that did not arrive.
            return there.Terms == terms ? true : throw new ArgumentException($"There is another portfolio {terms.Id}.", nameof(terms));
        }

        _countOfOwner.Set(1, terms.Owner);
        if (_countOfOwner.First(row => row.Long(0)) >= maxOfOwner)
        {
            return false;
        }

        _insertPortfolio.Set(1, terms.Id);
        _insertPortfolio.Set(2, terms.Owner);
        _insertPortfolio.Set(3, terms.Name);
        _insertPortfolio.Set(4, terms.Currency.Code);
        _insertPortfolio.Set(5, terms.AllowShort ? 1 : 0);
        _insertPortfolio.Set(6, terms.AllowMargin ? 1 : 0);
        _insertPortfolio.Set(7, terms.CreatedMicros);
        _insertPortfolio.Run();
        return true;
    }

    /// <param name="digest">Of the order.</param>
    public PostOutcome Post(string portfolio, KeyedOrder order, byte[] digest)
    {
        if (Find(portfolio) is not { } row)
        {
            return new PostOutcome(PostResult.UnknownPortfolio);
        }

        if (FindKey(row, order.Key, digest) is { } before)
        {
            return before;
        }

        var result = BookingRules.Book(StateFor(row, order.Order), order.Order, NowMicros());
        if (result.Refusal is { } refusal)
        {
            return new PostOutcome(PostResult.Refused, Refusal: refusal);
        }

        Write(row, result, order.Key, digest);
        _booked.Add(result.Transaction!);
        return new PostOutcome(PostResult.Booked, result.Transaction);
    }

    /// <summary>All or none: the savepoint leaves what others of the group have booked.</summary>
    public IReadOnlyList<PostOutcome> PostAll(string portfolio, IReadOnlyList<KeyedOrder> orders, IReadOnlyList<byte[]> digests)
    {
        var before = _booked.Count;
        var outcomes = new List<PostOutcome>(orders.Count);
        _savepoint.Run();
        for (var i = 0; i < orders.Count; i++)
        {
            outcomes.Add(Post(portfolio, orders[i], digests[i]));
            if (!outcomes[^1].IsBooked)
            {
                _rollBackTo.Run();
                _booked.RemoveRange(before, _booked.Count - before);
                break;
            }
        }

        _release.Run();
        return outcomes;
    }

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            _begin, _commit, _checkpoint, _savepoint, _release, _rollBackTo, _findPortfolio, _countOfOwner, _insertPortfolio, _updatePortfolio,
            _findKey, _findSeq, _findReversal, _findPosition, _writePosition, _insertTransaction,
        })
        {
            statement.Dispose();
        }

        Connection.Dispose();
    }

    private PortfolioRow? Find(string portfolio)
    {
        _findPortfolio.Set(1, portfolio);
        return _findPortfolio.First(PortfolioRow.Read);
    }

    private PostOutcome? FindKey(PortfolioRow portfolio, string key, byte[] digest)
    {
        _findKey.Set(1, portfolio.Number);
        _findKey.Set(2, key);
        return _findKey.First(row => row.Bytes(TransactionRow.Count).SequenceEqual(digest)
            ? new PostOutcome(PostResult.Repeated, TransactionRow.Read(row, portfolio.Terms))
            : new PostOutcome(PostResult.KeyReused));
    }

    private BookingState StateFor(PortfolioRow portfolio, TransactionOrder order)
    {
        var reversed = order.Reverses is { } seq ? FindSeq(portfolio, seq) : null;
        return new BookingState(
            portfolio.Terms,
            portfolio.Balances,
            (order.Symbol ?? reversed?.Symbol) is { } symbol ? FindPosition(portfolio, symbol) : null,
            reversed,
            reversed is not null && IsReversed(portfolio, reversed.Seq));
    }

    private Transaction? FindSeq(PortfolioRow portfolio, long seq)
    {
        _findSeq.Set(1, portfolio.Number);
        _findSeq.Set(2, seq);
        return _findSeq.First(row => TransactionRow.Read(row, portfolio.Terms));
    }

    private bool IsReversed(PortfolioRow portfolio, long seq)
    {
        _findReversal.Set(1, portfolio.Number);
        _findReversal.Set(2, seq);
        return _findReversal.First(_ => true);
    }

    private Position? FindPosition(PortfolioRow portfolio, string symbol)
    {
        _findPosition.Set(1, portfolio.Number);
        _findPosition.Set(2, symbol);
        return _findPosition.First(row => PositionRow.Read(row, portfolio.Terms.Currency));
    }

    private void Write(PortfolioRow portfolio, BookingResult result, string key, byte[] digest)
    {
        var currency = portfolio.Terms.Currency;
        TransactionRow.Write(_insertTransaction, result.Transaction!, currency, portfolio.Number, key, digest);
        var (seq, accounts, realized, open) = result.Balances!;
        _updatePortfolio.Set(1, seq);
        _updatePortfolio.Set(2, currency.ToMinorUnits(accounts.Cash));
        _updatePortfolio.Set(3, currency.ToMinorUnits(accounts.Positions));
        _updatePortfolio.Set(4, currency.ToMinorUnits(accounts.Income));
        _updatePortfolio.Set(5, currency.ToMinorUnits(accounts.Fees));
        _updatePortfolio.Set(6, currency.ToMinorUnits(accounts.External));
        _updatePortfolio.Set(7, currency.ToMinorUnits(realized));
        _updatePortfolio.Set(8, open);
        _updatePortfolio.Set(9, portfolio.Number);
        _updatePortfolio.Run();
        if (result.Position is { } position)
        {
            _writePosition.Set(1, portfolio.Number);
            _writePosition.Set(2, position.Symbol);
            _writePosition.Set(3, ExactMath.ToNanos(position.Quantity));
            _writePosition.Set(4, currency.ToMinorUnits(position.Cost));
            _writePosition.Set(5, currency.ToMinorUnits(position.RealizedPnl));
            _writePosition.Run();
        }
    }

    private long NowMicros() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
