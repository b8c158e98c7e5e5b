using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>Publishes a source, session after session, and keeps the figures.</summary>
/// <remarks>One source at a time; the figures may be read from any thread.</remarks>
internal sealed class Publication(FeedPublisherOptions options, Interruption interruption, FaultyLine? faults = null) : IPublishedFeed
{
    // Enough for a server that is just starting. Later breaks of the connection are waited out, however long.
    public static readonly TimeSpan FirstConnectionLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock = options.TimeProvider;
    private readonly string _run = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds().ToString("x");
    private readonly long _started = options.TimeProvider.GetTimestamp();
    private readonly TickBatch _lookAhead = new(initialCapacityBytes: 64);

    // The display's thread reads these while the publication's writes them: whole objects, replaced.
    private volatile FeedPublisher? _publisher;
    private volatile FeedRun? _feedRun;
    private volatile FeedTotals _totalsBefore = new();

    // As above, as a number: written by the publication's thread alone.
    private long _ticksBefore;

    /// <summary>What the line does to its packets; null: nothing.</summary>
    public FaultyLine? Faults => faults;

    /// <summary>Of the newest session's messages, where they have a pace.</summary>
    public Lateness? Lateness { get; private set; }

    public RejectionTally Rejections { get; } = new();

    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    public long Ticks => Volatile.Read(ref _ticksBefore) + (_feedRun?.Ticks ?? 0);

    public ulong VenueTimeNanos => _feedRun?.VenueTimeNanos ?? 0;

    public FeedTotals Totals => _publisher is { } publisher ? _totalsBefore.Plus(publisher.Totals) : _totalsBefore;

    /// <summary>What keeps the feed from the server at the moment; null when nothing does.</summary>
    public string? Trouble =>
        _publisher is { State: FeedPublisherState.Connecting or FeedPublisherState.Disconnected } publisher ? publisher.LastProblem : null;

    /// <param name="round">Of a source that plays again and again, from 1 on.</param>
    /// <exception cref="CommandException">There is no server, or it does not want the feed.</exception>
    public async Task<FeedRunEnd> PublishAsync(ITickSource source, VenuePace pace, int round, CancellationToken stop)
    {
        // Its session has a name once the source has looked at its first tick.
        if (source.Read(_lookAhead, maxTicks: 1, untilVenueTimeNanos: 0).End == TickReadingEnd.EndOfTicks)
        {
            return FeedRunEnd.EndOfTicks;
        }

        while (true)
        {
            FeedPublisherOptions session = source.Terms.ApplyTo(options) with
            {
                SessionId = PublishingOptions.SessionId(options, source, _run, round),
                Rejected = Rejections.Add,
            };
            FeedRunEnd end = await PublishSessionAsync(source, pace, session, stop);
            if (end != FeedRunEnd.SessionEnded)
            {
                return end;
            }
        }
    }

    private async Task<FeedRunEnd> PublishSessionAsync(
        ITickSource source, VenuePace pace, FeedPublisherOptions session, CancellationToken stop)
    {
        await using var publisher = new FeedPublisher(session);
        _publisher = publisher;
        var run = new FeedRun(source, publisher, pace, _clock, faults);
        Lateness = run.Lateness;
        _feedRun = run;
        try
        {
            if (!await TryConnectAsync(publisher, stop))
            {
                return FeedRunEnd.Stopped;
            }

            FeedRunEnd end = await run.RunAsync(stop, interruption.Abandon);
            await publisher.CompleteAsync(interruption.Abandon);
            return end;
        }
        catch (FeedRejectedException refused)
        {
            throw new CommandException(refused.Message);
        }
        catch (OperationCanceledException) when (interruption.Abandon.IsCancellationRequested)
        {
            throw FeedSummary.GivenUp(publisher.Totals);
        }
        finally
        {
            // In this order the display may miss a session for a moment, but never counts it twice.
            _publisher = null;
            _feedRun = null;
            _totalsBefore = _totalsBefore.Plus(publisher.Totals);
            Volatile.Write(ref _ticksBefore, _ticksBefore + run.Ticks);
        }
    }

    private static async Task<bool> TryConnectAsync(FeedPublisher publisher, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(FirstConnectionLimit);
        try
        {
            await publisher.ConnectAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"No server could be reached: {publisher.LastProblem ?? "no answer"}");
        }
    }
}
