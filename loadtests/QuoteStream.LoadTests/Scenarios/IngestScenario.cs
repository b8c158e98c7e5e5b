using System.Diagnostics;
using QuoteStream.Client.Feeds;
using QuoteStream.LoadTests.Feeding;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>Providers publish side by side, as fast as they are told to; nobody reads.</summary>
internal sealed class IngestScenario : ILoadScenario
{
    public string Name => "ingest";

    public string Description => "--streams providers publish --ticks a second together, over a connection each: what taking in ticks costs.";

    public LoadSettings Defaults { get; } = new() { Streams = 4, Symbols = 1000, SymbolsPerStream = 0, TicksPerSecond = 200_000, Ramp = TimeSpan.FromSeconds(1) };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        ScenarioProps scenario = Scenario.Create(Name, async context =>
        {
            var options = new FeedPublisherOptions
            {
                Server = target.Grpc, Provider = $"load-test-{context.ScenarioInfo.InstanceNumber}", BearerToken = target.BearerToken,
            };
            await using var pump = new TickPump(options, settings.Symbols, settings.TicksPerSecond / settings.Streams);
            await pump.OpenAsync(context.ScenarioCancellationToken).ConfigureAwait(false);
            long started = Stopwatch.GetTimestamp();
            await pump.RunAsync(context.ScenarioCancellationToken).ConfigureAwait(false);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            FeedTotals totals = await pump.CompleteAsync(limit.Token).ConfigureAwait(false);
            string told = $"{totals.Applied / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} ticks/s applied";
            return totals.Rejected + totals.Gaps + totals.InDoubt == 0 && totals.Applied == totals.Sent
                ? Response.Ok(statusCode: "whole", message: told)
                : Response.Fail(statusCode: "not whole", message: $"{told}; {totals}; {pump.Trouble ?? "no trouble"}");
        })
        .WithoutWarmUp()
        .WithLoadSimulations(
            Simulation.RampingConstant(settings.Streams, settings.Ramp), Simulation.KeepConstant(settings.Streams, settings.Duration))
        .WithThresholds(Threshold.Create(stats => stats.Fail.Request.Count == 0));
        return [scenario];
    }
}
