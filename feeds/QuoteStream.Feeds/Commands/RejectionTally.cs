using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Commands;

/// <summary>What the server refused, by reason, with an example of each. Any thread.</summary>
internal sealed class RejectionTally
{
    // The contract has a dozen; a server of tomorrow may have more.
    private const int MaxReasons = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<RejectReason, (long Count, Rejection Example)> _reasons = [];

    public void Add(Rejection rejection)
    {
        lock (_lock)
        {
            if (_reasons.TryGetValue(rejection.Reason, out (long Count, Rejection Example) known))
            {
                _reasons[rejection.Reason] = known with { Count = known.Count + 1 };
            }
            else if (_reasons.Count < MaxReasons)
            {
                _reasons.Add(rejection.Reason, (1, rejection));
            }
        }
    }

    /// <summary>A line for each reason. The server names at most 100 rejections in each of its answers, so counts are "at least".</summary>
    public IReadOnlyList<string> Describe()
    {
        lock (_lock)
        {
            return [.. _reasons.OrderByDescending(r => r.Value.Count).Select(r => Describe(r.Key, r.Value.Count, r.Value.Example))];
        }
    }

    private static string Describe(RejectReason reason, long count, Rejection example) =>
        $"{reason}, at least {count:N0}: for example {example.Symbol}, number {example.Sequence}: {example.Detail}";
}
