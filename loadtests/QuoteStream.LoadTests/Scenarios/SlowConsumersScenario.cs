using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;
using QuoteStream.LoadTests.Streams;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>One stream in five stops reading; the others must not notice.</summary>
internal sealed class SlowConsumersScenario : ILoadScenario
{
    // As Lightstreamer and Centrifugo are asked in their own comparisons: enough to hurt a server that waits for anyone.
    private const int OneInSo = 5;

    public string Name => "slow-consumers";

    public string Description => "One stream in five reads until it is ready and then nothing more; the others are measured.";

    public LoadSettings Defaults { get; } = new() { Symbols = 50, SymbolsPerStream = 50, MaxRate = "20", TicksPerSecond = 2000 };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        string query = StreamVisit.Query(Enumerable.Range(0, Math.Min(settings.SymbolsPerStream, settings.Symbols)), settings.MaxRate, trades: false);
        ScenarioProps readers = FollowedStreams.Create(
            Name, target, settings with { Streams = Math.Max(settings.Streams * (OneInSo - 1) / OneInSo, 1) }, _ => query);
        return [new StreamFeed(target, settings).Around(readers), Stalled(target, settings, query)];
    }

    private static ScenarioProps Stalled(LoadTarget target, LoadSettings settings, string query)
    {
        int copies = Math.Max(settings.Streams / OneInSo, 1);
        return Scenario.Create("stalled", async context =>
        {
            var check = new StreamCheck((ScenarioContext)context);
            using var stream = new LoadStream(check);
            await StreamVisit.OpenAsync("open to ready", context, target, stream, check, query).ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, context.ScenarioCancellationToken).ConfigureAwait(false);
            return Response.Ok();
        })
        .WithoutWarmUp()
        .WithLoadSimulations(Simulation.RampingConstant(copies, settings.Ramp), Simulation.KeepConstant(copies, settings.Duration))
        .WithThresholds(Threshold.Create("open to ready", step => step.Fail.Request.Count == 0));
    }
}
