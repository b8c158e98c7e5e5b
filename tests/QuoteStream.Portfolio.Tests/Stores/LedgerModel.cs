using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>What a ledger in dollars ought to do, once more and as plainly as can be. It knows nothing of the rules that stores use.</summary>
internal sealed class LedgerModel(bool isOpen)
{
    private readonly List<Row> _rows = [];
    private readonly HashSet<long> _reversed = [];
    private readonly Dictionary<string, (TransactionOrder Order, int Seq)> _keys = [];

    public int Seq => _rows.Count;

    public decimal Cash => _rows.Sum(row => row.Cash);

    public decimal Realized => _rows.Sum(row => row.Realized ?? 0);

    public Position[] Positions => [.. _rows.Where(row => row.Symbol is not null).GroupBy(row => row.Symbol!).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new Position(group.Key, group.Sum(row => row.Units), group.Sum(row => row.Cost), group.Sum(row => row.Realized ?? 0)))
        .Where(position => position.Quantity != 0)];

    /// <summary>The result and the seq, or the reason of the refusal.</summary>
    public string Post(string key, TransactionOrder order)
    {
        if (_keys.TryGetValue(key, out var before))
        {
            return before.Order == order ? $"Repeated {before.Seq}" : "KeyReused";
        }

        if (order.Reverses is { } seq && (seq > Seq ? "UnknownTransaction" : _rows[(int)seq - 1].Type == TransactionType.Reversal ? "NotReversible"
            : _reversed.Contains(seq) ? "AlreadyReversed" : null) is { } refused)
        {
            return refused;
        }

        var symbol = order.Reverses is { } named ? _rows[(int)named - 1].Symbol : order.Symbol;
        var (units, cost) = (Sum(symbol, row => row.Units), Sum(symbol, row => row.Cost));
        if (order.Type == TransactionType.Split && units == 0)
        {
            return "InsufficientShares";
        }

        var row = Effect(order, units, cost) with { Symbol = symbol };
        if (row.Units < 0 && units + row.Units < 0 && !isOpen)
        {
            return "InsufficientShares";
        }

        if (row.Cash < 0 && Cash + row.Cash < 0 && !isOpen)
        {
            return "InsufficientFunds";
        }

        _rows.Add(row);
        _reversed.Add(order.Reverses ?? 0);
        _keys[key] = (order, Seq);
        return $"Booked {Seq}";
    }

    /// <summary>All of them, or none.</summary>
    public List<string> PostAll(IEnumerable<(string Key, TransactionOrder Order)> orders)
    {
        var (rows, reversed, keys, results) = (_rows.Count, _reversed.ToArray(), _keys.ToArray(), new List<string>());
        foreach (var (key, order) in orders)
        {
            results.Add(Post(key, order));
            if (!results[^1].StartsWith("Booked", StringComparison.Ordinal) && !results[^1].StartsWith("Repeated", StringComparison.Ordinal))
            {
                _rows.RemoveRange(rows, _rows.Count - rows);
                _reversed.IntersectWith(reversed);
                _keys.Keys.Except(keys.Select(pair => pair.Key)).ToList().ForEach(added => _keys.Remove(added));
                break;
            }
        }

        return results;
    }

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.ToEven);

    private decimal Sum(string? symbol, Func<Row, decimal> of) => symbol is null ? 0 : _rows.Where(row => row.Symbol == symbol).Sum(of);

    private Row Effect(TransactionOrder order, decimal units, decimal cost)
    {
        var fee = order.Fee ?? 0;
        switch (order.Type)
        {
            case TransactionType.Deposit:
                return new Row(order.Type, order.Amount!.Value - fee);
            case TransactionType.Withdrawal or TransactionType.Fee:
                return new Row(order.Type, -order.Amount!.Value - fee);
            case TransactionType.Dividend:
                return new Row(order.Type, order.Amount!.Value - fee);
            case TransactionType.Split:
                return new Row(order.Type, 0, Math.Round(units * order.Ratio!.Value.After / order.Ratio.Value.Before, 9) - units);
            case TransactionType.Reversal:
                var old = _rows[(int)order.Reverses!.Value - 1];
                var rest = cost - old.Cost;
                var isStray = old.Units != 0 && rest != 0 && Math.Sign(rest) != Math.Sign(units - old.Units);
                return isStray
                    ? new Row(order.Type, -old.Cash, -old.Units, -cost, -(old.Realized ?? 0) - rest)
                    : new Row(order.Type, -old.Cash, -old.Units, -old.Cost, -old.Realized);
        }

        // A buy as a sale of fewer than none.
        var sold = order.Type == TransactionType.Sell ? order.Quantity!.Value : -order.Quantity!.Value;
        var brought = Cents(sold * order.Price!.Value);
        if (units * sold <= 0)
        {
            return new Row(order.Type, brought - fee, -sold, -brought, sold > 0 ? 0 : null);
        }

        var closed = Math.Min(Math.Abs(units), Math.Abs(sold));
        var closedFor = Cents(brought * closed / Math.Abs(sold));
        var closedCost = Cents(cost * closed / Math.Abs(units));
        return new Row(order.Type, brought - fee, -sold, -closedCost - (brought - closedFor), closedFor - closedCost);
    }

    private sealed record Row(TransactionType Type, decimal Cash, decimal Units = 0, decimal Cost = 0, decimal? Realized = null)
    {
        public string? Symbol { get; init; }
    }
}
