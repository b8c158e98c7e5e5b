using System.Globalization;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>Adds up a ledger row by row, and finds where it does not agree with itself. One thread.</summary>
/// <remarks>For each portfolio <see cref="Begin"/>, its transactions in order of seq, and <see cref="End"/>.</remarks>
internal sealed class LedgerProof
{
    private readonly Dictionary<string, Entry> _totals = [];
    private readonly Dictionary<string, Position> _positions = [];
    private readonly List<string> _faults = [];
    private PortfolioTerms _terms = null!;
    private Balances _sums = Balances.Empty;
    private long _portfolios;
    private long _transactions;

    public void Begin(PortfolioTerms terms)
    {
        _portfolios++;
        _terms = terms;
        _sums = Balances.Empty;
        _positions.Clear();
    }

    public void Add(Transaction row)
    {
        _transactions++;
        Check(row.Seq == _sums.Seq + 1, $"transaction {row.Seq} comes after {_sums.Seq}");
        Check(row.Entry.IsBalanced, $"the entry of transaction {row.Seq} is {row.Entry.Sum} and not 0 together");
        _sums = new Balances(row.Seq, _sums.Accounts + row.Entry, _sums.RealizedPnl + (row.RealizedPnl ?? 0), 0);
        Check(row.CashAfter == _sums.Cash, $"cash is {_sums.Cash} after transaction {row.Seq}, which says {row.CashAfter}");
        if (row.Symbol is { } symbol)
        {
            var before = _positions.GetValueOrDefault(symbol) ?? Position.Empty(symbol);
            var after = new Position(
                symbol, before.Quantity + row.PositionChange, before.Cost + row.Entry.Positions, before.RealizedPnl + (row.RealizedPnl ?? 0));
            _positions[symbol] = after;
            Check(
                row.PositionAfter == after.Quantity && row.CostAfter == after.Cost,
                $"{after.Quantity} {symbol} at a cost of {after.Cost} are held after transaction {row.Seq}, which says {row.PositionAfter} at {row.CostAfter}");
        }
        else
        {
            Check(row is { PositionChange: 0, Entry.Positions: 0 }, $"transaction {row.Seq} moves a position without a symbol");
        }
    }

    /// <param name="kept">What the store keeps beside the rows.</param>
    /// <param name="positions">The same, with or without those of which nothing is held.</param>
    public void End(Balances kept, IReadOnlyList<Position> positions)
    {
        var sums = _sums with { OpenPositions = _positions.Values.Count(position => position.Quantity != 0) };
        Check(kept == sums, $"the rows add up to {sums}, kept is {kept}");
        foreach (var position in positions)
        {
            var summed = _positions.GetValueOrDefault(position.Symbol);
            Check(position == summed, $"the rows add up to {summed?.ToString() ?? "nothing"}, kept is {position}");
        }

        foreach (var missing in _positions.Values.Where(position => position.Quantity != 0).ExceptBy(positions.Select(each => each.Symbol), each => each.Symbol))
        {
            Check(false, $"the rows add up to {missing}, and nothing is kept");
        }

        var code = _terms.Currency.Code;
        _totals[code] = _totals.GetValueOrDefault(code) + sums.Accounts;
    }

    public TrialBalance Result()
    {
        foreach (var (code, total) in _totals.Where(total => !total.Value.IsBalanced))
        {
            AddFault(string.Create(CultureInfo.InvariantCulture, $"The accounts in {code} are {total.Sum} and not 0 together."));
        }

        return new TrialBalance(_portfolios, _transactions, _totals, _faults);
    }

    private void Check(bool holds, FormattableString fault)
    {
        if (!holds)
        {
            AddFault($"Portfolio {_terms.Id}: {fault.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    private void AddFault(string fault)
    {
        if (_faults.Count < TrialBalance.MaxFaults)
        {
            _faults.Add(fault);
        }
    }
}
