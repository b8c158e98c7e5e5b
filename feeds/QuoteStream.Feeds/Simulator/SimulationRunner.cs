using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Simulator;

/// <summary>Runs a simulated exchange by the wall clock and publishes it, until it is told to stop: a server's demo market.</summary>
public sealed class SimulationRunner
{
    /// <summary>What a simulated feed calls itself, so that nobody takes it for a market.</summary>
    public const string DefaultProvider = "simulator";

    // Time that the process did not live through (a suspended laptop, a server away) is not made up for in full.
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(30);

    // Stopping must not wait for a server that does not read.
    private static readonly TimeSpan DefaultStopLimit = TimeSpan.FromSeconds(10);

    private readonly FeedPublisherOptions _publishing;
    private readonly SimulatorOptions _simulation;
    private readonly TimeSpan _stopLimit;

    /// <param name="publishing">Where to; the session's terms and id are set here.</param>
    /// <param name="simulation">Its start is the present, whatever it says. Null: the demo market.</param>
    /// <param name="stopLimit">How long the server may take for its last answer, once the feed is told to stop. Null: 10 s.</param>
    public SimulationRunner(FeedPublisherOptions publishing, SimulatorOptions? simulation = null, TimeSpan? stopLimit = null)
    {
        ArgumentNullException.ThrowIfNull(publishing);
        _publishing = publishing;
        _simulation = simulation ?? new SimulatorOptions { StartNanos = 1 };
        _simulation.Validate();
        _stopLimit = stopLimit ?? DefaultStopLimit;
    }

    /// <summary>Publishes, over as many connections as it takes; then ends the feed and returns its totals.</summary>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public async Task<FeedTotals> RunAsync(CancellationToken stop)
    {
        TimeProvider clock = _publishing.TimeProvider;
        DateTimeOffset start = clock.GetUtcNow();
        ulong startNanos = (ulong)(start - DateTimeOffset.UnixEpoch).Ticks * 100;
        var exchange = new SimulatedExchange(_simulation with { StartNanos = startNanos, CatchUpLimit = CatchUpLimit });
        using var abandon = new CancellationTokenSource();
        await using var publisher = new FeedPublisher(exchange.Terms.ApplyTo(_publishing) with { SessionId = exchange.SessionName });
        await using CancellationTokenRegistration stopping = stop.Register(() => abandon.CancelAfter(_stopLimit));
        try
        {
            var run = new FeedRun(exchange, publisher, VenuePace.Live(startNanos, start, clock), clock);
            await run.RunAsync(stop, abandon.Token).ConfigureAwait(false);
            return await publisher.CompleteAsync(abandon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server did not answer in time: what it had said until then has to do.
            return publisher.Totals;
        }
    }
}
