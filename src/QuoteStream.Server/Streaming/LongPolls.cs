using System.Collections.Concurrent;

namespace QuoteStream.Server.Streaming;

/// <summary>The requests that wait: how many there may be, and their end at shutdown.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class LongPolls(StreamingOptions options) : IHostedLifecycleService
{
    private readonly ConcurrentDictionary<LongPoll, bool> _waiting = new();
    private int _count;
    private volatile bool _isStopping;

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _count); // A number for operators and tests: a moment old is fine.

    /// <summary>Takes a place. False: there is none left, or the server is about to stop.</summary>
    public bool TryEnter(LongPoll poll)
    {
        // Counted first, so that no two requests take the last place.
        if (Interlocked.Increment(ref _count) > options.MaxLongPolls || _isStopping)
        {
            Interlocked.Decrement(ref _count); // Gives the place back that was not to be had.
            return false;
        }

        _waiting[poll] = true;
        if (_isStopping)
        {
            // It came while the others were being ended: StoppingAsync may have missed it.
            poll.End();
        }

        return true;
    }

    public void Leave(LongPoll poll)
    {
        _waiting.TryRemove(poll, out _);
        Interlocked.Decrement(ref _count); // Frees the place that TryEnter took.
    }

    /// <summary>Before the server stops listening, and before the streams are drained: has all answered with what there is.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach (var (poll, _) in _waiting)
        {
            poll.End();
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
