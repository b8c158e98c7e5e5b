namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Orders that are booked all or not at all, and who waits for that.</summary>
internal sealed class PendingPost(IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation)
{
    // Who waits goes on on a thread of its own, and not in the middle of the next commit.
    private readonly TaskCompletionSource<IReadOnlyList<PostOutcome>> _outcomes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<KeyedOrder> Orders => orders;

    public Task<IReadOnlyList<PostOutcome>> Outcomes => _outcomes.Task;

    /// <summary>True when nobody waits for it any more; it need not be booked then.</summary>
    public bool TryAbandon() => cancellation.IsCancellationRequested && _outcomes.TrySetCanceled(cancellation);

    public void Complete(IReadOnlyList<PostOutcome> outcomes) => _outcomes.TrySetResult(outcomes);

    public void Fail(Exception exception)
    {
        if (_outcomes.TrySetException(exception))
        {
            // Looked at, so that it does not count as unobserved where the caller has gone.
            _ = _outcomes.Task.Exception;
        }
    }
}
