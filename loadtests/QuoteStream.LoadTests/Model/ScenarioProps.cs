namespace QuoteStream.LoadTests.Model;

/// <summary>A scenario as it is to be run. Immutable; made and changed by <see cref="Scenario"/>.</summary>
public sealed record ScenarioProps
{
    /// <summary>As when nothing is said: one copy for a minute, after half a minute of warm-up.</summary>
    public static readonly TimeSpan DefaultWarmUp = TimeSpan.FromSeconds(30);

    /// <summary>So many failed iterations end a scenario: a server that answers nothing is not asked for an hour.</summary>
    public const int DefaultMaxFailCount = 5_000;

    public required string ScenarioName { get; init; }

    public required Func<IScenarioContext, Task<IResponse>> Run { get; init; }

    public Func<IScenarioInitContext, Task>? Init { get; init; }

    public Func<IScenarioInitContext, Task>? Clean { get; init; }

    /// <summary>Zero: none.</summary>
    public TimeSpan WarmUpDuration { get; init; } = DefaultWarmUp;

    public IReadOnlyList<LoadSimulation> LoadSimulations { get; init; } = [Simulation.KeepConstant(1, TimeSpan.FromMinutes(1))];

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>An iteration ends with its first failed step.</summary>
    public bool RestartIterationOnFail { get; init; } = true;

    public int MaxFailCount { get; init; } = DefaultMaxFailCount;

    /// <summary>How long all the simulations last together, as far as they say.</summary>
    public TimeSpan Duration => new(LoadSimulations.Sum(s => s.During.Ticks));
}
