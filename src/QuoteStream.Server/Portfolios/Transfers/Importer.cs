using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Portfolios.Orders;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>Books the rows of one file: all in one commit, or with <c>partial</c> those that can be.</summary>
/// <remarks>One thread, one file.</remarks>
internal sealed class Importer(ILedgerStore store, PortfolioTerms portfolio, string fileKey, IReadOnlyList<ImportRow> rows)
{
    private readonly ImportReport _report = new();

    // By the seq that the file gives them: what its reversals name.
    private readonly Dictionary<long, ImportRow> _bySeq = rows.Where(row => row.Seq is not null).GroupBy(row => row.Seq!.Value)
        .ToDictionary(group => group.Key, group => group.First());

    private readonly Dictionary<long, long> _bookedSeqs = [];

    /// <summary>Books all rows, or none.</summary>
    /// <exception cref="PortfolioProblemException">Nothing is written: a row is wrong or refused.</exception>
    public async Task<ImportReport> BookAllAsync(CancellationToken cancellation)
    {
        foreach (var fault in rows.Select(row => row.Fault).OfType<RowFault>())
        {
            _report.Add(fault);
        }

        if (_report.FaultCount == 0)
        {
            await CheckReversalsAsync(cancellation);
        }

        if (_report.FaultCount == 0)
        {
            var outcomes = await store.PostAllAsync(portfolio.Id, [.. rows.Select(Keyed)], cancellation);
            Take(rows, outcomes);
        }

        return _report.FaultCount == 0
            ? _report
            : throw new PortfolioProblemException(
                StatusCodes.Status422UnprocessableEntity,
                PortfolioProblems.InvalidImport,
                $"Nothing is booked: {_report.FaultCount} rows cannot be, as far as was looked.",
                ("errorCount", _report.FaultCount),
                ("errors", _report.Errors));
    }

    /// <summary>Books the rows that make sense and that the ledger takes, in order, and tells of the others.</summary>
    public async Task<ImportReport> BookGoodAsync(CancellationToken cancellation)
    {
        var waiting = new List<ImportRow>();
        foreach (var row in rows)
        {
            if (row.Fault is { } fault)
            {
                _report.Add(fault);
            }
            else if (row.Order!.Reverses is { } reversed && _bySeq.ContainsKey(reversed))
            {
                // Which seq the row got that it takes back is known only when that is booked.
                await BookAsync(waiting, cancellation);
                waiting.Clear();
                Translate(row, reversed, waiting);
            }
            else
            {
                waiting.Add(row);
            }
        }

        await BookAsync(waiting, cancellation);
        return _report;
    }

    private void Translate(ImportRow row, long reversed, List<ImportRow> waiting)
    {
        if (_bookedSeqs.TryGetValue(reversed, out var seq))
        {
            waiting.Add(row with { Order = row.Order! with { Reverses = seq } });
        }
        else
        {
            _report.Add(row.Refuse("reverses", null, $"reverses names the row of seq {reversed}, which was not booked before."));
        }
    }

    // What stands before a refused row is booked without it, then what follows it: each row is tried twice at most, or once more for
    // each that another request makes impossible meanwhile.
    private async Task BookAsync(List<ImportRow> some, CancellationToken cancellation)
    {
        var all = some.ToArray();
        var (start, end) = (0, all.Length);
        RowFault? refused = null;
        while (start < all.Length)
        {
            if (start < end)
            {
                var part = new ArraySegment<ImportRow>(all, start, end - start);
                var outcomes = await store.PostAllAsync(portfolio.Id, [.. part.Select(Keyed)], cancellation);
                if (!outcomes[^1].IsBooked)
                {
                    end = start + outcomes.Count - 1;
                    refused = FaultOf(all[end], outcomes[^1]);
                    continue;
                }

                Take(part, outcomes);
                start = end;
            }

            if (end < all.Length)
            {
                _report.Add(refused!);
                (start, end) = (end + 1, all.Length);
                if (_report.FaultCount > ImportReport.MaxFaults && start < all.Length)
                {
                    _report.Add(all[start].Refuse(null, null, "This row and those behind it were not tried: too many before them were refused."));
                    return;
                }
            }
        }
    }

    private void Take(IReadOnlyList<ImportRow> some, IReadOnlyList<PostOutcome> outcomes)
    {
        if (!outcomes[^1].IsBooked)
        {
            _report.Add(FaultOf(some[outcomes.Count - 1], outcomes[^1]));
            return;
        }

        for (var i = 0; i < outcomes.Count; i++)
        {
            _report.Add(outcomes[i]);
            if (some[i].Seq is { } seq)
            {
                _bookedSeqs[seq] = outcomes[i].Transaction!.Seq;
            }
        }
    }

    private RowFault FaultOf(ImportRow row, PostOutcome outcome) => outcome.Result switch
    {
        PostResult.Refused => row.Refuse(null, PortfolioProblems.TypeOf(outcome.Refusal!.Reason), outcome.Refusal.Text),
        PostResult.KeyReused => row.Refuse(
            null, PortfolioProblems.IdempotencyKeyReused, PortfolioProblems.KeyReused(Keyed(row).Key).Message),
        _ => throw PortfolioProblems.NotFound(),
    };

    private KeyedOrder Keyed(ImportRow row) => new(row.Key ?? IdempotencyKey.OfRow(fileKey, row.Number), row.Order!);

    // A reversal names a seq of the portfolio that was exported. Where the same seq is another transaction here, that would be taken back.
    private async Task CheckReversalsAsync(CancellationToken cancellation)
    {
        var reversals = rows.Where(row => row.Order!.Reverses is { } seq && _bySeq.ContainsKey(seq)).ToArray();
        if (reversals.Length == 0)
        {
            return;
        }

        var newest = (await store.ReadBooksAsync(portfolio.Id, cancellation))?.Balances.Seq ?? throw PortfolioProblems.NotFound();
        foreach (var reversal in reversals)
        {
            var seq = reversal.Order!.Reverses!.Value;
            var reversed = _bySeq[seq];
            if (newest + reversed.Number != seq && !await IsBookedAsync(reversed.Order!, seq, cancellation))
            {
                _report.Add(reversal.Refuse(
                    "reverses", null, $"reverses names the row of seq {seq}, which would get another here. Import it into an empty portfolio, or with partial=true."));
            }
        }
    }

    private async Task<bool> IsBookedAsync(TransactionOrder order, long seq, CancellationToken cancellation)
    {
        var found = await store.ReadTransactionsAsync(portfolio.Id, seq - 1, 1, cancellation);
        return found.Count == 1 && found[0].Seq == seq && OrderDigest.Of(BookedOrder.Of(found[0])).AsSpan().SequenceEqual(OrderDigest.Of(order));
    }
}
