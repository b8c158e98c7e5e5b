using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;

namespace QuoteStream.LoadTests.Tests;

/// <summary>The sample of loadtests/README.md line by line, so that it is compiled. <see cref="ReadmeTests"/> compares.</summary>
internal static class ReadmeSample
{
    public static NodeStats Run(HttpClient http)
    {
        var scenario = Scenario.Create("quotes", async context =>
        {
            Response<object> read = await Step.Run("read", context, async () =>
            {
                using HttpResponseMessage answer = await http.GetAsync("/v1/quotes?symbols=AAPL", context.ScenarioCancellationToken);
                return answer.IsSuccessStatusCode ? Response.Ok(statusCode: "200") : Response.Fail(statusCode: $"{(int)answer.StatusCode}");
            });
            return read;
        })
        .WithWarmUpDuration(TimeSpan.FromSeconds(5))
        .WithLoadSimulations(
            Simulation.RampingInject(rate: 200, interval: TimeSpan.FromSeconds(1), during: TimeSpan.FromSeconds(10)),
            Simulation.Inject(rate: 200, interval: TimeSpan.FromSeconds(1), during: TimeSpan.FromSeconds(30)))
        .WithThresholds(
            Threshold.Create(stats => stats.Fail.Request.Percent < 1),
            Threshold.Create("read", stats => stats.Ok.Latency.Percent99 < 50));

        NodeStats stats = LoadTestRunner.RegisterScenarios(scenario).WithReportFolder("results").Run();
        return stats;
    }
}
