using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>The proof of the whole book.</summary>
/// <param name="Totals">The sums of all entries, by currency code. Each is 0 together.</param>
/// <param name="Faults">What is wrong, a sentence for each portfolio and fault; the first <see cref="MaxFaults"/>.</param>
public sealed record TrialBalance(
    long Portfolios, long Transactions, IReadOnlyDictionary<string, Entry> Totals, IReadOnlyList<string> Faults)
{
    /// <summary>As many as one can read; the rest has the same cause.</summary>
    public const int MaxFaults = 100;

    public bool IsProved => Faults.Count == 0;
}
