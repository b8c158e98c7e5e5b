using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>The one thread that writes: what waits is booked together, and one commit puts it on disk for everyone.</summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    /// <summary>
    /// Transactions between two checkpoints: some 20 MB of log at most. A checkpoint waits for the disk twice; more seldom, and what it writes
    /// is shared by more.
    /// </summary>
    private const int CheckpointEvery = 4_000;

    private readonly LedgerFile _file;
    private readonly ICommitListener _listener;
    private readonly TimeProvider _time;
    private readonly int _maxGroup;
    private readonly Inbox<WriteRequest> _inbox = new(StoreLimits.MaxWaiting);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriterSession? _session;
    private int _sinceCheckpoint;

    public LedgerWriter(LedgerFile file, SqliteLedgerOptions options, ICommitListener listener, TimeProvider time)
    {
        (_file, _listener, _time, _maxGroup) = (file, listener, time, options.MaxGroup);
        new Thread(Run) { IsBackground = true, Name = "Ledger writer" }.Start();
    }

    /// <param name="weight">How many orders it is.</param>
    public Task<T> Ask<T>(Func<WriterSession, T> write, int weight, CancellationToken cancellation)
    {
        var request = new WriteRequest<T>(write, cancellation);
        return _inbox.Offer(request, weight) switch
        {
            Inbox<WriteRequest>.Answer.Accepted => request.Task.WaitAsync(cancellation),
            Inbox<WriteRequest>.Answer.Full => Task.FromException<T>(StoreFaults.Busy()),
            _ => Task.FromException<T>(StoreFaults.Stopped()),
        };
    }

    /// <summary>Writes what was accepted, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _inbox.Close();
        await _ended.Task;
    }

    private void Run()
    {
        var group = new List<WriteRequest>();
        while (_inbox.Take(group, _maxGroup))
        {
            Write(group);
            if (_sinceCheckpoint >= CheckpointEvery)
            {
                Checkpoint(session => session.Checkpoint());
            }
        }

        Checkpoint(session => session.CheckpointAll());
        Close();
        _ended.SetResult();
    }

    private void Write(List<WriteRequest> group)
    {
        try
        {
            WriteTogether(group);
        }
        catch (Exception failure)
        {
            // Nothing of it was acknowledged. What one order broke must not harm the others: each goes alone.
            Close();
            if (group.Count > 1 && !SqliteFaults.IsOfDatabase(failure))
            {
                foreach (var request in group)
                {
                    Write([request]);
                }

                return;
            }

            var why = SqliteFaults.Of(failure, _file.Path);
            foreach (var request in group)
            {
                request.Fail(why);
            }
        }
    }

    private void WriteTogether(List<WriteRequest> group)
    {
        var session = _session ??= Open();
        var since = _time.GetTimestamp();
        _file.EnsureInPlace(session.Connection);
        session.Begin();
        foreach (var request in group)
        {
            request.Do(session);
        }

        session.Commit();
        _file.EnsureInPlace(session.Connection);
        var duration = _time.GetElapsedTime(since);
        foreach (var request in group)
        {
            request.Complete();
        }

        _sinceCheckpoint += session.Booked.Count;
        if (session.Booked.Count > 0)
        {
            Tell([.. session.Booked], duration);
        }
    }

    private void Tell(IReadOnlyList<Transaction> booked, TimeSpan duration)
    {
        try
        {
            _listener.Committed(booked, duration);
        }
        catch (Exception)
        {
            // It must not throw. If it does, these are booked all the same, and the next ones have to be.
        }
    }

    private WriterSession Open()
    {
        var connection = _file.OpenWriter();
        try
        {
            return new WriterSession(connection, _time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Checkpoint(Action<WriterSession> checkpoint)
    {
        _sinceCheckpoint = 0;
        try
        {
            if (_session is not null)
            {
                checkpoint(_session);
            }
        }
        catch (Exception)
        {
            // Nothing is lost, the log only goes on; what is wrong with the disk, the next commit says to somebody.
            Close();
        }
    }

    private void Close()
    {
        var session = _session;
        _session = null;
        try
        {
            session?.RollBack();
        }
        finally
        {
            session?.Dispose();
        }
    }
}
