namespace QuoteStream.Feeds.Publishing;

/// <summary>A venue that has gone away: when it does not come back soon, the feed's call is ended, so that the server takes the feed for down.</summary>
/// <remarks>The line belongs to it until <see cref="DisposeAsync"/> has returned.</remarks>
internal sealed class VenueOutage : IAsyncDisposable
{
    private readonly CancellationTokenSource _back = new();
    private readonly TimeProvider _clock;
    private readonly long _since;
    private readonly Task _watching;

    /// <param name="grace">How long the venue may be away before that.</param>
    public VenueOutage(LiveLine line, TimeSpan grace, TimeProvider clock, CancellationToken abandon)
    {
        _clock = clock;
        _since = clock.GetTimestamp();
        _watching = WatchAsync(line, grace, abandon);
    }

    public TimeSpan Length => _clock.GetElapsedTime(_since);

    /// <summary>The venue is back, or nobody waits for it any more.</summary>
    /// <exception cref="Client.Feeds.FeedRejectedException">The server did not want this feed.</exception>
    public async ValueTask DisposeAsync()
    {
        await _back.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _back.Dispose();
    }

    private async Task WatchAsync(LiveLine line, TimeSpan grace, CancellationToken abandon)
    {
        try
        {
            await Task.Delay(grace, _clock, _back.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Back in time.
            return;
        }

        await line.EndCallAsync(abandon).ConfigureAwait(false);
    }
}
