using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>One stream's place in the portfolio that it follows: up to where it has been told, and what it reads next.</summary>
/// <remarks>
/// Owned by the subscriber's loop. Holds one page of the ledger at most, and only while it is behind what the feed keeps: the next page is read
/// when the last of this one has been handed to the connection, so a slow reader holds no more than a quick one.
/// </remarks>
internal sealed class PortfolioFollower : IDisposable
{
    /// <summary>Of one write, so that a replay leaves room for quotes: a third of what a write carries.</summary>
    private const int MaxBytesPerWrite = 24 * 1024;

    private readonly PortfolioFeed _feed;
    private readonly PortfolioFeeds _feeds;
    private readonly string _subject;
    private readonly TransactionCursor _from;
    private readonly uint _hash;
    private readonly long? _latestAtOpen;
    private Subscriber? _subscriber;
    private Task _refreshed = Task.CompletedTask;
    private Task<TransactionPage?>? _read;
    private TransactionPage? _page;
    private long _seq;
    private long _valuationTold;
    private int _outageTold;
    private bool _isSettled;
    private bool _isRefused;
    private (string Type, int Status, string Detail)? _problem;

    public PortfolioFollower(PortfolioFeed feed, string subject, TransactionCursor from, PortfolioFeeds feeds)
    {
        _feed = feed;
        _feeds = feeds;
        _subject = subject;
        _hash = TransactionCursor.HashOf(feed.Portfolio);
        _from = from.Portfolio == _hash ? from : default;
        _latestAtOpen = feed.State.Latest;
        feed.Followers.Add(this);
    }

    /// <summary>False when the ledger says that the subject has no such portfolio.</summary>
    public bool MayFollow => MayFollowIn(_feed.State);

    /// <summary>For the ids: nothing before it is known where the stream begins, but what the client brought.</summary>
    public TransactionCursor Cursor => _isSettled ? new TransactionCursor(_seq, _hash) : _from;

    /// <summary>Seq of the newest transaction that is committed; null while that is not known, or not for this stream to know.</summary>
    public long? Latest => _isSettled ? _feed.State.Latest : null;

    /// <summary>Has the ledger read for what this stream has to know of it.</summary>
    public Task RefreshAsync() => _refreshed = _feed.RefreshAsync();

    /// <summary>Finds where the stream begins, as soon as the ledger says so. The loop, and whoever opens the stream before it begins.</summary>
    public bool TrySettle()
    {
        var state = _feed.State;
        if (!MayFollowIn(state))
        {
            _isRefused = true;
            _problem = (PortfolioProblems.UnknownPortfolio, StatusCodes.Status404NotFound, "The portfolio that the stream was to follow is not there.");
            return false;
        }

        if (state.Latest is not { } latest)
        {
            return false;
        }

        if (_from.IsNone)
        {
            _seq = _latestAtOpen ?? state.FirstNewest;
        }
        else if (_from.Seq <= latest)
        {
            _seq = _from.Seq;
        }
        else if (!_refreshed.IsCompleted || state.Outage != 0)
        {
            // What is known may be old.
            return false;
        }
        else
        {
            _seq = latest;
            _problem = (
                PortfolioProblems.UnknownCursor,
                StatusCodes.Status409Conflict,
                $"The id says that transaction {_from.Seq} has been told, and the ledger ends with {latest}: the stream goes on behind that.");
        }

        _isSettled = true;
        return true;
    }

    /// <summary>The stream begins: from now on it is woken. Once.</summary>
    public void Attach(Subscriber subscriber) => Volatile.Write(ref _subscriber, subscriber); // Read by whoever wakes it.

    /// <summary>There may be something to write. Any thread.</summary>
    public void Wake() => Volatile.Read(ref _subscriber)?.Wake(); // Null before it begins: its first turn looks anyway.

    /// <summary>The stream has ended.</summary>
    public void Dispose() => _feeds.Leave(_feed, this);

    /// <summary>The valuation that the stream has not been told yet; null when there is none.</summary>
    public PortfolioFrame? TakeValuation()
    {
        if (!_isSettled || _feed.Valuation is not { } valuation || valuation.Number == _valuationTold)
        {
            return null;
        }

        _valuationTold = valuation.Number;
        return valuation;
    }

    /// <summary>Writes the transactions that are next, some at a time, each with its id: none is told again to a client that was cut within a write.</summary>
    /// <param name="quotes">Up to where the client has quotes without this write.</param>
    /// <returns>False when there is more to write at once.</returns>
    public bool Write(ref EventBatch batch, in StreamCursor quotes)
    {
        if (_isRefused && _problem is null)
        {
            return true;
        }

        TellOutage(ref batch);
        var isSettled = _isSettled || TrySettle();
        if (_problem is { } problem)
        {
            _problem = null;
            Tell(ref batch, problem.Type, problem.Status, problem.Detail);
        }

        if (!isSettled)
        {
            return true;
        }

        TakePage();
        for (var bytes = 0; bytes < MaxBytesPerWrite;)
        {
            if (FindNext() is not { } frame)
            {
                return true;
            }

            _seq = frame.Seq;
            bytes += frame.Lines.Length;
            batch.AddWithId(EventKind.Transaction, frame.Lines, quotes, Cursor);
        }

        return false;
    }

    // Null when the stream has been told all, or waits for a page.
    private TransactionFrame? FindNext()
    {
        if (_page?.Find(_seq + 1) is { } paged)
        {
            return paged;
        }

        _page = null;
        var recent = _feed.Find(_seq + 1, out var isBehind);
        if (isBehind && _read is null && _feed.State.Outage == 0)
        {
            _read = _feed.ReadPageAsync(_seq);
            _read.ContinueWith(static (_, follower) => ((PortfolioFollower)follower!).Wake(), this, TaskScheduler.Default);
        }

        return recent;
    }

    private void TakePage()
    {
        if (_read is { IsCompleted: true })
        {
            _page = _read.Result;

            // Without a page the ledger is down: it wakes the stream when it is back.
            _read = null;
        }
    }

    private bool MayFollowIn(in FeedState state) => !state.IsMissing && (state.Terms is null || state.Terms.Owner == _subject);

    private void TellOutage(ref EventBatch batch)
    {
        if (_feed.State.Outage is not 0 and var outage && outage != _outageTold)
        {
            _outageTold = outage;
            Tell(
                ref batch,
                PortfolioProblems.LedgerUnavailable,
                StatusCodes.Status503ServiceUnavailable,
                "The ledger cannot be read now. The portfolio's transactions follow when it is back: none is lost.");
        }
    }

    private static void Tell(ref EventBatch batch, string type, int status, string detail) =>
        batch.Add(EventKind.Problem, StreamEvents.Problem(type, status, detail, batch.Free), default);
}
