namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>Something to be written, and who waits for it.</summary>
internal abstract class WriteRequest
{
    /// <summary>Does it within the session's transaction. Nothing is told yet. May be done again after that was rolled back.</summary>
    public abstract void Do(WriterSession session);

    /// <summary>Tells what came of it: it is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(LedgerUnavailableException why);
}

/// <inheritdoc cref="WriteRequest"/>
/// <param name="write">Whoever is gone before its turn has come is passed over.</param>
internal sealed class WriteRequest<T>(Func<WriterSession, T> write, CancellationToken cancellation) : WriteRequest
{
    // The waiting code must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _outcome;
    private bool _isPassedOver;

    public Task<T> Task => _done.Task;

    public override void Do(WriterSession session)
    {
        _isPassedOver = cancellation.IsCancellationRequested;
        if (!_isPassedOver)
        {
            _outcome = write(session);
        }
    }

    public override void Complete()
    {
        if (_isPassedOver)
        {
            _done.TrySetCanceled(cancellation);
        }
        else
        {
            _done.TrySetResult(_outcome!);
        }
    }

    public override void Fail(LedgerUnavailableException why) => _done.TrySetException(why);
}
