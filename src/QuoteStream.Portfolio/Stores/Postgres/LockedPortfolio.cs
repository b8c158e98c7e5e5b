using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>
/// What one database transaction knows of a portfolio whose row it has locked: orders are booked here, one after another, and what came of
/// them is then written at once.
/// </summary>
internal sealed class LockedPortfolio(PortfolioTerms terms, Balances balances)
{
    private readonly Dictionary<string, (byte[] Digest, Transaction Transaction)> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Transaction> _bySeq = [];
    private readonly HashSet<long> _reversed = [];
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position> _changed = new(StringComparer.Ordinal);
    private readonly List<LedgerRow> _rows = [];

    public PortfolioTerms Terms => terms;

    public Balances Balances { get; private set; } = balances;

    /// <summary>To be inserted, in order of seq.</summary>
    public IReadOnlyList<LedgerRow> Rows => _rows;

    /// <summary>To be written, as after the last of the rows.</summary>
    public IReadOnlyCollection<Position> ChangedPositions => _changed.Values;

    /// <summary>A transaction that is in the ledger: under a key of the orders, or reversed by one of them.</summary>
    public void Know(LedgerRow row)
    {
        _byKey[row.Key] = (row.Digest, row.Transaction);
        _bySeq[row.Transaction.Seq] = row.Transaction;
    }

    /// <summary>A transaction that is in the ledger has been reversed before.</summary>
    public void KnowReversed(long seq) => _reversed.Add(seq);

    public void Know(Position position) => _positions[position.Symbol] = position;

    public PostOutcome Book(KeyedOrder keyed, long nowMicros)
    {
        var (key, order) = keyed;
        var digest = OrderDigest.Of(order);
        if (_byKey.TryGetValue(key, out var known))
        {
            return known.Digest.AsSpan().SequenceEqual(digest)
                ? new PostOutcome(PostResult.Repeated, known.Transaction)
                : new PostOutcome(PostResult.KeyReused);
        }

        var reversed = order.Reverses is { } seq ? _bySeq.GetValueOrDefault(seq) : null;
        var symbol = order.Symbol ?? reversed?.Symbol;
        var state = new BookingState(
            terms,
            Balances,
            symbol is null ? null : _positions.GetValueOrDefault(symbol),
            reversed,
            reversed is not null && _reversed.Contains(reversed.Seq));
        var result = BookingRules.Book(state, order, nowMicros);
        if (result.Refusal is { } refusal)
        {
            return new PostOutcome(PostResult.Refused, Refusal: refusal);
        }

        Keep(new LedgerRow(key, digest, result.Transaction!), result);
        return new PostOutcome(PostResult.Booked, result.Transaction);
    }

    private void Keep(LedgerRow row, BookingResult result)
    {
        _rows.Add(row);
        Know(row);
        Balances = result.Balances!;
        if (row.Transaction.Reverses is { } reverses)
        {
            _reversed.Add(reverses);
        }

        if (result.Position is { } position)
        {
            Know(position);
            _changed[position.Symbol] = position;
        }
    }
}
