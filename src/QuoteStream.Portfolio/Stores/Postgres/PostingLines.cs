using Microsoft.Extensions.Logging;
using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>
/// Posts that wait, in a line for each portfolio: they would wait for each other at the lock of its row. One transaction takes all single
/// orders that have come while the one before was written, so that a busy portfolio's commits grow larger and not more.
/// </summary>
/// <remarks>Any number of threads. One commit of a portfolio at a time; portfolios at once.</remarks>
internal sealed class PostingLines(PostgresPosting posting, PostgresFaults faults, ILogger logger) : IAsyncDisposable
{
    // Beyond it a commit costs as much for each order, and everyone in it waits longer.
    private const int MaxTogether = 500;

    // Of the end: a commit takes milliseconds; where the database does not answer, nobody who waits will get one.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<PendingPost>> _lines = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waitingOrders;
    private bool _isStopped;

    /// <exception cref="LedgerUnavailableException">Too many wait, the server is about to end, or the database could not do it.</exception>
    public Task<IReadOnlyList<PostOutcome>> PostAsync(string portfolio, IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var post = new PendingPost(orders, cancellation);
        lock (_gate)
        {
            if (_isStopped)
            {
                throw PostgresFaults.Stopped();
            }

            if (_waitingOrders >= StoreLimits.MaxWaiting)
            {
                throw faults.Busy();
            }

            _waitingOrders += orders.Count;
            if (_lines.TryGetValue(portfolio, out var line))
            {
                line.Enqueue(post);
            }
            else
            {
                line = new Queue<PendingPost>([post]);
                _lines.Add(portfolio, line);
                _ = Task.Run(() => ServeAsync(portfolio, line), CancellationToken.None);
            }
        }

        return post.Outcomes.WaitAsync(cancellation);
    }

    /// <summary>Takes no more, and waits for those that wait, but not for long.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            if (_lines.Count == 0)
            {
                _drained.TrySetResult();
            }
        }

        try
        {
            await _drained.Task.WaitAsync(DrainLimit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Cancelled, the rest fail one after another, and each of them is told.
            await _ending.CancelAsync().ConfigureAwait(false);
            await _drained.Task.ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(string portfolio, Queue<PendingPost> line)
    {
        while (Take(portfolio, line) is { Count: > 0 } posts)
        {
            await BookAsync(portfolio, posts).ConfigureAwait(false);
        }
    }

    // Empty when the line has come to its end, which then is no more.
    private List<PendingPost> Take(string portfolio, Queue<PendingPost> line)
    {
        var posts = new List<PendingPost>();
        lock (_gate)
        {
            // Orders that stand or fall together have a transaction of their own.
            while (line.TryPeek(out var next)
                && (posts.Count == 0 || (posts.Count < MaxTogether && posts[0].Orders.Count == 1 && next.Orders.Count == 1)))
            {
                _ = line.Dequeue();
                _waitingOrders -= next.Orders.Count;
                if (!next.TryAbandon())
                {
                    posts.Add(next);
                }
            }

            if (posts.Count == 0)
            {
                _lines.Remove(portfolio);
                if (_isStopped && _lines.Count == 0)
                {
                    _drained.TrySetResult();
                }
            }
        }

        return posts;
    }

    private async Task BookAsync(string portfolio, List<PendingPost> posts)
    {
        try
        {
            await posting.BookAsync(portfolio, posts, _ending.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (posts.Count > 1 && IsOfOneOrder(failure))
        {
            // One cannot be written: the others shall not fail with it.
            foreach (var post in posts)
            {
                await BookAsync(portfolio, [post]).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            // Whatever it was, who waits is told, and the line goes on.
            if (failure is not OperationCanceledException and not LedgerUnavailableException { Fault: not LedgerFault.Other and not LedgerFault.Corrupt })
            {
                PostgresLog.BookingFailed(logger, failure, posts.Sum(post => post.Orders.Count));
            }

            posts.ForEach(post => post.Fail(failure is OperationCanceledException ? PostgresFaults.Stopped(failure) : failure));
        }
    }

    // Data exceptions (22...) and violated constraints (23...), or a text that cannot even be sent.
    private static bool IsOfOneOrder(Exception failure) => failure is LedgerUnavailableException unavailable
        ? unavailable.InnerException is PostgresException { SqlState: ['2', '2' or '3', ..] }
        : failure is not OperationCanceledException;
}
