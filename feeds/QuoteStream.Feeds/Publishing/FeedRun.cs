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

    // Of a source that lives now: ticks that are due within it leave together. Well below what an eye or a conflation interval sees.
    private static readonly TimeSpan ShortestLiveWait = TimeSpan.FromMilliseconds(5);

    // Of a recording, whose pace is to be the venue's: a message is at most this late because it left with others, and no more than
    // 2,000 a second leave.
    private static readonly TimeSpan ShortestPreciseWait = TimeSpan.FromMicroseconds(500);

    // What is left to the precise wait: timers are late by some milliseconds, and can be stopped.
    private static readonly TimeSpan PreciseFrom = TimeSpan.FromMilliseconds(20);

    private readonly ITickSource _source;
    private readonly FeedPublisher _publisher;
    private readonly VenuePace _pace;
    private readonly TimeProvider _clock;
    private readonly FaultyLine? _faults;
    private readonly TickBatch _batch = new();
    private PreciseWait? _precise;
    private long _ticks;
    private ulong _venueTimeNanos;

    /// <param name="faults">What the line does to its packets; null: nothing.</param>
    public FeedRun(ITickSource source, FeedPublisher publisher, VenuePace pace, TimeProvider clock, FaultyLine? faults = null)
    {
        _source = source;
        _publisher = publisher;
        _pace = pace;
        _clock = clock;
        _faults = faults;
    }

    /// <summary>Of the messages of a recording; none where it is sent as fast as can be. Read when the run has ended.</summary>
    public Lateness Lateness { get; } = new();

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
        // A clock that does not go by itself has its own idea of waiting.
        using PreciseWait? precise = _pace.IsPrecise && _clock == TimeProvider.System ? new PreciseWait() : null;
        _precise = precise;
        FeedRunEnd end = await RunToEndAsync(stop, abandon).ConfigureAwait(false);
        if (_faults is not null)
        {
            await _faults.EndSessionAsync(_publisher, abandon).ConfigureAwait(false);
        }

        return end;
    }

    private async Task<FeedRunEnd> RunToEndAsync(CancellationToken stop, CancellationToken abandon)
    {
        int maxTicks = _faults is null ? MaxTicksPerMessage : FaultyLine.TicksPerPacket;
        ulong nextNanos = VenuePace.BeforeAnyNanos;
        while (!stop.IsCancellationRequested)
        {
            _batch.Clear();
            TickReading reading = _source.Read(_batch, maxTicks, _pace.DueVenueTimeNanos);
            if (_batch.Count > 0)
            {
                await PublishAsync(abandon).ConfigureAwait(false);
                Volatile.Write(ref _ticks, _ticks + _batch.Count);
                if (_pace.IsPrecise && nextNanos > VenuePace.BeforeAnyNanos)
                {
                    Lateness.Record(_pace.TimeSince(nextNanos));
                }
            }

            // What is not due yet has not been reached: a quiet venue's clock goes on all the same.
            nextNanos = reading.NextVenueTimeNanos;
            ulong reached = Math.Min(nextNanos, _pace.DueVenueTimeNanos);
            Volatile.Write(ref _venueTimeNanos, reached > VenuePace.BeforeAnyNanos ? reached : 0);
            switch (reading.End)
            {
                case TickReadingEnd.EndOfTicks:
                    return FeedRunEnd.EndOfTicks;
                case TickReadingEnd.SessionEnded:
                    return FeedRunEnd.SessionEnded;
                case TickReadingEnd.NotDue:
                    await WaitAsync(nextNanos, stop, abandon).ConfigureAwait(false);
                    break;
            }
        }

        return FeedRunEnd.Stopped;
    }

    private ValueTask PublishAsync(CancellationToken abandon) =>
        _faults is null ? _publisher.PublishAsync(_batch, abandon) : _faults.PublishAsync(_batch, _publisher, abandon);

    private async ValueTask WaitAsync(ulong nextNanos, CancellationToken stop, CancellationToken abandon)
    {
        TimeSpan time = _pace.TimeUntil(nextNanos);
        try
        {
            while (_faults is { HoldsLate: true } && time > FaultyLine.LatestBy)
            {
                await Task.Delay(FaultyLine.LatestBy, _clock, stop).ConfigureAwait(false);
                await _faults.PublishOverdueAsync(_publisher, abandon).ConfigureAwait(false);
                time = _pace.TimeUntil(nextNanos);
            }

            if (_precise is null && time > TimeSpan.Zero)
            {
                await Task.Delay(time > ShortestLiveWait ? time : ShortestLiveWait, _clock, stop).ConfigureAwait(false);
                return;
            }

            if (time > PreciseFrom)
            {
                await Task.Delay(time - PreciseFrom, _clock, stop).ConfigureAwait(false);
                time = _pace.TimeUntil(nextNanos);
            }

            if (time > TimeSpan.Zero)
            {
                await _precise!.WaitAsync(time > ShortestPreciseWait ? time : ShortestPreciseWait).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            // The loop sees the token itself.
        }
    }
}
