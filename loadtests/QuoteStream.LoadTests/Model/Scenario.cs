namespace QuoteStream.LoadTests.Model;

/// <summary>Makes scenarios: what one user does, and how many of them there are when.</summary>
public static class Scenario
{
    // Names are columns of tables and parts of file names.
    private const int MaxNameLength = 100;

    /// <param name="run">One iteration. An exception is a failed one.</param>
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength);
        ArgumentNullException.ThrowIfNull(run);
        return new ScenarioProps { ScenarioName = name, Run = run };
    }

    /// <param name="run">One iteration. An exception is a failed one.</param>
    public static ScenarioProps Create<T>(string name, Func<IScenarioContext, Task<Response<T>>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Create(name, async context => (IResponse)await run(context).ConfigureAwait(false));
    }

    /// <summary>Before the first iteration, once. An exception ends the run.</summary>
    public static ScenarioProps WithInit(this ScenarioProps scenario, Func<IScenarioInitContext, Task> init) => scenario with { Init = init };

    /// <summary>After the last iteration, once, whatever came before.</summary>
    public static ScenarioProps WithClean(this ScenarioProps scenario, Func<IScenarioInitContext, Task> clean) => scenario with { Clean = clean };

    public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return scenario with { WarmUpDuration = duration };
    }

    public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => scenario with { WarmUpDuration = TimeSpan.Zero };

    /// <summary>One after the other.</summary>
    public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations)
    {
        ArgumentNullException.ThrowIfNull(loadSimulations);
        ArgumentOutOfRangeException.ThrowIfZero(loadSimulations.Length);
        return scenario with { LoadSimulations = loadSimulations };
    }

    public static ScenarioProps WithThresholds(this ScenarioProps scenario, params Threshold[] thresholds) => scenario with { Thresholds = thresholds };

    public static ScenarioProps WithRestartIterationOnFail(this ScenarioProps scenario, bool shouldRestart) =>
        scenario with { RestartIterationOnFail = shouldRestart };

    public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxFailCount);
        return scenario with { MaxFailCount = maxFailCount };
    }
}
