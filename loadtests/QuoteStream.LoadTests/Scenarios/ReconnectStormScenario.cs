using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;
using QuoteStream.LoadTests.Streams;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>All streams break at once and come back at once, with their last ids, again and again.</summary>
internal sealed class ReconnectStormScenario : ILoadScenario
{
    // A network that fails takes everybody with it: all streams break at these moments.
    private static readonly TimeSpan LongestBetween = TimeSpan.FromSeconds(5);

    // At least so many of them, however short the run.
    private const int Storms = 3;

    public string Name => "reconnect-storm";

    public string Description => "All streams break at the same moment, every 5 seconds or more often in a short run, and come back at once where they were.";

    public LoadSettings Defaults { get; } = new() { Symbols = 100, SymbolsPerStream = 10 };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        TimeSpan between = settings.Duration / Storms < LongestBetween ? settings.Duration / Storms : LongestBetween;
        ScenarioProps scenario = Scenario.Create(Name, async context =>
        {
            string query = StreamVisit.Query(StreamVisit.Draw(context.Random, settings.SymbolsPerStream, settings.Symbols), settings.MaxRate, trades: false);
            string? cursor = null;
            while (!context.ScenarioCancellationToken.IsCancellationRequested)
            {
                var check = new StreamCheck((ScenarioContext)context);
                using var stream = new LoadStream(check);
                await StreamVisit.OpenAsync(cursor is null ? "open to ready" : "back to ready", context, target, stream, check, query, cursor).ConfigureAwait(false);
                using var storm = CancellationTokenSource.CreateLinkedTokenSource(context.ScenarioCancellationToken);
                storm.CancelAfter(UntilNext(between));
                cursor = await ReadAsync(stream, check, storm.Token).ConfigureAwait(false);
            }

            return Response.Ok();
        })
        .WithoutWarmUp()
        .WithLoadSimulations(
            Simulation.RampingConstant(settings.Streams, settings.Ramp), Simulation.KeepConstant(settings.Streams, settings.Duration))
        .WithThresholds(
            Threshold.Create(stats => stats.Fail.Request.Count == 0, abortWhenErrorCount: 1),
            Threshold.Create("back to ready", step => step.Fail.Request.Count == 0));
        return [new StreamFeed(target, settings).Around(scenario)];
    }

    // By the clock, so that all copies break together without talking to each other.
    private static TimeSpan UntilNext(TimeSpan between) => between - TimeSpan.FromTicks(Environment.TickCount64 * TimeSpan.TicksPerMillisecond % between.Ticks);

    private static async Task<string> ReadAsync(LoadStream stream, StreamCheck check, CancellationToken storm)
    {
        try
        {
            await stream.ReadAsync(() => false, storm).ConfigureAwait(false);
            throw new StreamFaultException(check.Goodbye ?? "The server closed the connection without a word.");
        }
        catch (OperationCanceledException) when (storm.IsCancellationRequested)
        {
            return stream.LastId;
        }
    }
}
