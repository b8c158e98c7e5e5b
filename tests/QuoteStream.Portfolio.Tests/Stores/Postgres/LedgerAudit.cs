using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>Reads a ledger back from its first transaction.</summary>
internal static class LedgerAudit
{
    /// <summary>All of a portfolio's transactions; fails unless they are numbered 1, 2, 3... and the whole book is proved.</summary>
    public static async Task<IReadOnlyList<Transaction>> ReadAllAsync(ILedgerStore store, string portfolio)
    {
        var rows = new List<Transaction>();
        while (await store.ReadTransactionsAsync(portfolio, rows.Count, StoreLimits.MaxPage, CancellationToken.None) is { Count: > 0 } page)
        {
            rows.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(1, rows.Count).Select(seq => (long)seq), rows.Select(row => row.Seq));
        var proof = await store.ProveAsync(CancellationToken.None);
        Assert.Empty(proof.Faults);
        Assert.All(proof.Totals.Values, total => Assert.True(total.IsBalanced));
        return rows;
    }
}
