using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;
using QuoteStream.LoadTests.Streams;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>Streams that are opened one by one and followed to the end: what most scenarios are made of.</summary>
internal static class FollowedStreams
{
    /// <param name="queryOf">What a copy asks for.</param>
    public static ScenarioProps Create(string name, LoadTarget target, LoadSettings settings, Func<IScenarioContext, string> queryOf)
    {
        ScenarioProps scenario = Scenario.Create(name, async context =>
        {
            var check = new StreamCheck((ScenarioContext)context);
            using var stream = new LoadStream(check);
            await StreamVisit.OpenAsync("open to ready", context, target, stream, check, queryOf(context)).ConfigureAwait(false);
            return await StreamVisit.StayAsync(stream, check, context.ScenarioCancellationToken).ConfigureAwait(false);
        });
        return scenario
            .WithoutWarmUp()
            .WithLoadSimulations(
                Simulation.RampingConstant(settings.Streams, settings.Ramp), Simulation.KeepConstant(settings.Streams, settings.Duration))
            .WithThresholds(
                Threshold.Create(stats => stats.Fail.Request.Count == 0, abortWhenErrorCount: 1),
                Threshold.Create("open to ready", step => step.Fail.Request.Count == 0));
    }
}
