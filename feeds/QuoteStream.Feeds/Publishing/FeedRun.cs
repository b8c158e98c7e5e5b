using QuoteStream.Client.Feeds;

namespace QuoteStream.Feeds.Publishing;

/// <summary>Takes a source's ticks to a publisher, when they are due, until the source or its owner has had enough.</summary>
/// <remarks>One run at a time. Its figures may be read from any thread while it runs.</remarks>
public sealed class FeedRun
{
    /// <summary>
    /// Ticks of one message, where they come that fast. Larger messages save next to nothing more, and cost latency.
    /// </summary>
    public const int MaxTicksPerMessage = 500;

    // Ticks that are due within it leave together. Well below what an eye or a conflation interval sees.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    private readonly ITickSource _source;
    private readonly FeedPublisher _publisher;
    private readonly VenuePace _pace;
    private readonly TimeProvider _clock;
    private readonly TickBatch _batch = new();
    private long _ticks;
    private ulong _venueTimeNanos;

    public FeedRun(ITickSource source, FeedPublisher publisher, VenuePace pace, TimeProvider clock)
    {
        _source = source;
        _publisher = publisher;
        _pace = pace;
        _clock = clock;
    }

    /// <summary>Ticks handed to the publisher.</summary>
    // Written by the run alone; a reader on a 32-bit machine must not see half of it.
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>How far the run has come by the venue's clock: nanoseconds since the Unix epoch, UTC; 0: not begun.</summary>
    // As above.
    public ulong VenueTimeNanos => Volatile.Read(ref _venueTimeNanos);

    /// <summary>Runs until the source's session or ticks end, or until it is told to stop. It stops between two messages.</summary>
    /// <param name="stop">Stops the run; no exception follows.</param>
    /// <param name="abandon">Gives up the message at hand as well: <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public async Task<FeedRunEnd> RunAsync(CancellationToken stop, CancellationToken abandon = default)
    {
        while (!stop.IsCancellationRequested)
        {
            _batch.Clear();
            TickReading reading = _source.Read(_batch, MaxTicksPerMessage, _pace.DueVenueTimeNanos);
            if (_batch.Count > 0)
            {
                await _publisher.PublishAsync(_batch, abandon).ConfigureAwait(false);
                Volatile.Write(ref _ticks, _ticks + _batch.Count);
            }

            // What is not due yet has not been reached: a quiet venue's clock goes on all the same.
            Volatile.Write(ref _venueTimeNanos, Math.Min(reading.NextVenueTimeNanos, _pace.DueVenueTimeNanos));
            switch (reading.End)
            {
                case TickReadingEnd.EndOfTicks:
                    return FeedRunEnd.EndOfTicks;
                case TickReadingEnd.SessionEnded:
                    return FeedRunEnd.SessionEnded;
                case TickReadingEnd.NotDue:
                    await WaitAsync(_pace.TimeUntil(reading.NextVenueTimeNanos), stop).ConfigureAwait(false);
                    break;
            }
        }

        return FeedRunEnd.Stopped;
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken stop)
    {
        try
        {
            if (time > TimeSpan.Zero)
            {
                await Task.Delay(time > ShortestWait ? time : ShortestWait, _clock, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The loop sees the token itself.
        }
    }
}
