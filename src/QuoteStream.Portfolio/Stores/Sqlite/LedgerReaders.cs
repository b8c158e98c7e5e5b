namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>The threads that read, each with a connection of its own, from one bounded queue.</summary>
internal sealed class LedgerReaders : IAsyncDisposable
{
    private readonly LedgerFile _file;
    private readonly Inbox<IReadRequest> _inbox;
    private readonly Task[] _ended;

    /// <param name="capacity">Requests that wait; one more is refused as busy.</param>
    public LedgerReaders(LedgerFile file, int threads, int capacity)
    {
        _file = file;
        _inbox = new Inbox<IReadRequest>(capacity);
        _ended = [.. Enumerable.Range(0, threads).Select(_ =>
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Run(ended)) { IsBackground = true, Name = "Ledger reader" }.Start();
            return ended.Task;
        })];
    }

    private interface IReadRequest
    {
        void Do(ReaderSession session);

        void Cancel(CancellationToken cancellation);

        void Fail(LedgerUnavailableException why);

        CancellationToken Cancellation { get; }
    }

    public Task<T> Ask<T>(Func<ReaderSession, T> read, CancellationToken cancellation)
    {
        var request = new ReadRequest<T>(read, cancellation);
        return _inbox.Offer(request, 1) switch
        {
            Inbox<IReadRequest>.Answer.Accepted => request.Task.WaitAsync(cancellation),
            Inbox<IReadRequest>.Answer.Full => Task.FromException<T>(StoreFaults.Busy()),
            _ => Task.FromException<T>(StoreFaults.Stopped()),
        };
    }

    /// <summary>Reads what was accepted, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _inbox.Close();
        await Task.WhenAll(_ended);
    }

    private void Run(TaskCompletionSource ended)
    {
        ReaderSession? session = null;
        var next = new List<IReadRequest>();
        while (_inbox.Take(next, 1))
        {
            var request = next[0];
            if (request.Cancellation.IsCancellationRequested)
            {
                request.Cancel(request.Cancellation);
                continue;
            }

            try
            {
                session ??= Open();
                _file.EnsureInPlace(session.Connection);
                request.Do(session);
            }
            catch (OperationCanceledException)
            {
                request.Cancel(request.Cancellation);
            }
            catch (Exception failure)
            {
                // The next one finds out with a new connection whether the cause is gone.
                session?.Dispose();
                session = null;
                request.Fail(SqliteFaults.Of(failure, _file.Path));
            }
        }

        session?.Dispose();
        ended.SetResult();
    }

    private ReaderSession Open()
    {
        var connection = _file.OpenReader();
        try
        {
            return new ReaderSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed class ReadRequest<T>(Func<ReaderSession, T> read, CancellationToken cancellation) : IReadRequest
    {
        // The waiting code must not run on the reader's thread.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _done.Task;

        public CancellationToken Cancellation => cancellation;

        public void Do(ReaderSession session) => _done.TrySetResult(read(session));

        public void Cancel(CancellationToken cancellation) => _done.TrySetCanceled(cancellation);

        public void Fail(LedgerUnavailableException why) => _done.TrySetException(why);
    }
}
