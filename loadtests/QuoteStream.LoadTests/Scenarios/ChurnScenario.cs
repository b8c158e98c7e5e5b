using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;
using QuoteStream.LoadTests.Streams;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>Streams come and go: arrivals at a rate, each staying a while.</summary>
internal sealed class ChurnScenario : ILoadScenario
{
    private static readonly TimeSpan LongestStay = TimeSpan.FromSeconds(4);

    public string Name => "churn";

    public string Description => "Streams arrive at --rate a second, whether others have come through or not, stay up to 4 seconds, and go.";

    public LoadSettings Defaults { get; } = new() { Rate = 100, Symbols = 200, SymbolsPerStream = 10 };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        int rate = Math.Max((int)settings.Rate, 1);
        ScenarioProps scenario = Scenario.Create(Name, async context =>
        {
            var check = new StreamCheck((ScenarioContext)context);
            using var stream = new LoadStream(check);
            string query = StreamVisit.Query(StreamVisit.Draw(context.Random, settings.SymbolsPerStream, settings.Symbols), settings.MaxRate, trades: true);
            Response<object> opened = await StreamVisit.OpenAsync("open to ready", context, target, stream, check, query).ConfigureAwait(false);
            using var stay = CancellationTokenSource.CreateLinkedTokenSource(context.ScenarioCancellationToken);
            stay.CancelAfter(LongestStay * context.Random.NextDouble());
            try
            {
                return await StreamVisit.StayAsync(stream, check, stay.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stay.IsCancellationRequested)
            {
                // It has stayed as long as it wanted to.
                return opened;
            }
        })
        .WithoutWarmUp()
        .WithLoadSimulations(
            Simulation.RampingInject(rate, TimeSpan.FromSeconds(1), settings.Ramp), Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration))
        .WithThresholds(Threshold.Create(stats => stats.Fail.Request.Count == 0, abortWhenErrorCount: 1));
        return [new StreamFeed(target, settings).Around(scenario)];
    }
}
