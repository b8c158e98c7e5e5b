using QuoteStream.Client.Feeds;

namespace QuoteStream.Feeds.Publishing;

/// <summary>The line of a feed that lives now and cannot be read again: it numbers the ticks itself, and tells what was lost by numbers it leaves out.</summary>
/// <remarks>
/// One session for as long as it lives, over any number of calls: a call that ends says that the feed is down, and the numbers go on in the next.
/// One operation at a time; the figures may be read from any thread.
/// </remarks>
internal sealed class LiveLine : IAsyncDisposable
{
    /// <summary>The most numbers that one loss leaves out: a venue's damaged count must not use the numbering up.</summary>
    public const ulong MaxLoss = 1_000_000;

    // A server that does not answer for what it has must not keep the feed from saying, by the call's end, that it is down.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly FeedPublisherOptions _options;
    private ulong _next = 1;

    // The display's thread reads these while the feed's writes them: whole objects, replaced.
    private volatile FeedPublisher? _publisher;
    private volatile FeedTotals _totalsBefore = new();

    public LiveLine(FeedPublisherOptions options)
    {
        _options = options;
    }

    public FeedTotals Totals => _publisher is { } publisher ? _totalsBefore.Plus(publisher.Totals) : _totalsBefore;

    /// <summary>What keeps the feed from the server at the moment; null when nothing does.</summary>
    public string? Trouble =>
        _publisher is { State: FeedPublisherState.Connecting or FeedPublisherState.Disconnected } publisher ? publisher.LastProblem : null;

    public bool IsOpen => _publisher is not null;

    /// <summary>Why the newest call could not be opened; null where none failed.</summary>
    public string? LastProblem => _publisher?.LastProblem;

    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => Publisher().ConnectAsync(cancellationToken);

    /// <summary>Numbers a batch and sends it, on a new call where there is none.</summary>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public async ValueTask PublishAsync(TickBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        batch.FirstSequence = _next;
        _next += (ulong)batch.Count;
        await Publisher().PublishAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves numbers out, and says so at once: what the server shows of the feed is stale until each symbol's next tick.</summary>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public async ValueTask TellLossAsync(ulong missing, CancellationToken cancellationToken)
    {
        if (_next == 1)
        {
            // Nothing was told yet that could be stale.
            return;
        }

        _next += Math.Clamp(missing, 1, MaxLoss);
        if (_publisher is { } publisher)
        {
            await publisher.HeartbeatAsync(_next, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the call, if there is one: the server takes the feed for down. The next batch opens another.</summary>
    /// <returns>Whether the server has answered for everything.</returns>
    /// <exception cref="FeedRejectedException">The server did not want this feed.</exception>
    public async Task<bool> EndCallAsync(CancellationToken cancellationToken)
    {
        if (_publisher is not { } publisher)
        {
            return true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndLimit);
        try
        {
            await publisher.CompleteAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            // Given up: its call breaks, which the server takes for the same.
            return false;
        }
        finally
        {
            await CloseAsync(publisher).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_publisher is { } publisher)
        {
            await CloseAsync(publisher).ConfigureAwait(false);
        }
    }

    private FeedPublisher Publisher() => _publisher ??= new FeedPublisher(_options);

    private async Task CloseAsync(FeedPublisher publisher)
    {
        await publisher.DisposeAsync().ConfigureAwait(false);

        // In this order the display may miss a call for a moment, but never counts it twice.
        _publisher = null;
        _totalsBefore = _totalsBefore.Plus(publisher.Totals);
    }
}
