using System.Collections.Concurrent;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>The portfolios that streams follow now, and what the ledger tells of them.</summary>
/// <remarks>Any number of threads. Bounded by the number of streams: a feed goes with the last stream that follows it.</remarks>
internal sealed class PortfolioFeeds(Lazy<ILedgerStore> store, StreamParts parts, ILogger<PortfolioFeeds> logger) : ICommitListener, IDisposable
{
    /// <summary>How long a stream waits for the ledger before it begins without: 2 s. A ledger that answers does so in milliseconds.</summary>
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(2);

    /// <summary>Pages read at once, for all streams that are behind: the ledger has others to serve.</summary>
    private const int MaxReplays = 4;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, PortfolioFeed> _feeds = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _replays = new(MaxReplays);

    /// <summary>Portfolios that are followed.</summary>
    public int Count => _feeds.Count;

    /// <summary>Joins the streams that follow a portfolio.</summary>
    /// <param name="from">Of the id that the client came back with; none: it begins with what is committed from now on.</param>
    /// <returns>Null when the subject has no such portfolio. Where the ledger cannot say so now, the follower will find out.</returns>
    public async Task<PortfolioFollower?> FollowAsync(string portfolio, string subject, TransactionCursor from)
    {
        var feed = Join(portfolio);
        PortfolioFollower? follower = null;
        try
        {
            follower = new PortfolioFollower(feed, subject, from, this);
            if (!feed.IsReadFor(from))
            {
                // It tells by itself where it does not know in time.
                await follower.RefreshAsync().WaitAsync(OpenPatience, parts.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // Before the first id is written: it has to say where the stream begins.
            follower.TrySettle();
            return follower.MayFollow ? follower : null;
        }
        finally
        {
            if (follower is not { MayFollow: true })
            {
                Leave(feed, follower);
            }
        }
    }

    /// <summary>A stream has ended.</summary>
    public void Leave(PortfolioFeed feed, PortfolioFollower? follower)
    {
        lock (_gate)
        {
            if (feed.Followers.Leave(follower))
            {
                _feeds.TryRemove(feed.Portfolio, out _);
                feed.Close();
            }
        }
    }

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
    {
        if (_feeds.IsEmpty)
        {
            return;
        }

        // A commit may be of several portfolios; those of one mostly stand together.
        for (var start = 0; start < transactions.Count;)
        {
            var portfolio = transactions[start].Portfolio;
            var end = start + 1;
            while (end < transactions.Count && transactions[end].Portfolio == portfolio)
            {
                end++;
            }

            if (_feeds.TryGetValue(portfolio, out var feed))
            {
                feed.OnCommitted(transactions, start, end);
            }

            start = end;
        }
    }

    public void Advanced(string? portfolio, long seq)
    {
        if (portfolio is not null)
        {
            _feeds.GetValueOrDefault(portfolio)?.OnAdvanced(seq);
            return;
        }

        foreach (var feed in _feeds.Values)
        {
            feed.OnAdvanced(0);
        }
    }

    public void Dispose() => _replays.Dispose();

    private PortfolioFeed Join(string portfolio)
    {
        lock (_gate)
        {
            // In the table before it reads anything: what is committed while it reads is told to it.
            var feed = _feeds.GetOrAdd(portfolio, id => new PortfolioFeed(id, store.Value, parts, _replays, logger));
            feed.Followers.Join();
            return feed;
        }
    }
}
