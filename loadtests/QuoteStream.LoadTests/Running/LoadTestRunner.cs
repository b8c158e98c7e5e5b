using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Registers scenarios, says how they are to be run, and runs them.</summary>
public static class LoadTestRunner
{
    public static LoadTest RegisterScenarios(params ScenarioProps[] scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        ArgumentOutOfRangeException.ThrowIfZero(scenarios.Length);
        string? twice = scenarios.GroupBy(s => s.ScenarioName).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null
            ? new LoadTest { Scenarios = scenarios }
            : throw new ArgumentException($"Two scenarios are named \"{twice}\".", nameof(scenarios));
    }

    public static LoadTest WithTestSuite(this LoadTest test, string testSuite) => test with { TestSuite = testSuite };

    public static LoadTest WithTestName(this LoadTest test, string testName) => test with { TestName = testName };

    public static LoadTest WithReportFolder(this LoadTest test, string folder) => test with { ReportFolder = folder };

    public static LoadTest WithReportFileName(this LoadTest test, string name) => test with { ReportFileName = name };

    public static LoadTest WithReportFormats(this LoadTest test, params ReportFormat[] formats) => test with { ReportFormats = formats };

    public static LoadTest WithoutReports(this LoadTest test) => test with { ReportFolder = null };

    /// <param name="interval">At least 100 ms.</param>
    public static LoadTest WithReportingInterval(this LoadTest test, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(100));
        return test with { ReportingInterval = interval };
    }

    /// <exception cref="ScenarioInitException">A scenario could not be prepared.</exception>
    public static NodeStats Run(this LoadTest test) => test.RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the scenarios side by side.</summary>
    /// <param name="interrupted">Ends the run early; what was measured until then is returned and reported.</param>
    /// <exception cref="ScenarioInitException">A scenario could not be prepared.</exception>
    public static async Task<NodeStats> RunAsync(this LoadTest test, CancellationToken interrupted = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        using var session = new LoadTestSession(test, interrupted);
        return await session.RunAsync().ConfigureAwait(false);
    }
}
