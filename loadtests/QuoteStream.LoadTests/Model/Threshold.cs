using System.Runtime.CompilerServices;

namespace QuoteStream.LoadTests.Model;

/// <summary>What a scenario's or a step's figures have to fulfil; looked at with each interval and at the end.</summary>
public sealed record Threshold
{
    private Threshold()
    {
    }

    /// <summary>As it stands in the source.</summary>
    public required string CheckExpression { get; init; }

    /// <summary>Null: of the scenario.</summary>
    public string? StepName { get; init; }

    public Func<ScenarioStats, bool>? ScenarioCheck { get; init; }

    public Func<StepStats, bool>? StepCheck { get; init; }

    /// <summary>Failed so many times, it ends the run; null: never.</summary>
    public int? AbortWhenErrorCount { get; init; }

    /// <summary>Not looked at before, while the load grows; null: from the start.</summary>
    public TimeSpan? StartCheckAfter { get; init; }

    /// <param name="checkScenario">True: fulfilled. An exception is a failure.</param>
    public static Threshold Create(
        Func<ScenarioStats, bool> checkScenario,
        int? abortWhenErrorCount = null,
        TimeSpan? startCheckAfter = null,
        [CallerArgumentExpression(nameof(checkScenario))] string expression = "") =>
        new()
        {
            ScenarioCheck = checkScenario,
            AbortWhenErrorCount = abortWhenErrorCount,
            StartCheckAfter = startCheckAfter,
            CheckExpression = expression,
        };

    /// <param name="checkStep">True: fulfilled. An exception, and a step that was never done, is a failure.</param>
    public static Threshold Create(
        string stepName,
        Func<StepStats, bool> checkStep,
        int? abortWhenErrorCount = null,
        TimeSpan? startCheckAfter = null,
        [CallerArgumentExpression(nameof(checkStep))] string expression = "") =>
        new()
        {
            StepName = stepName,
            StepCheck = checkStep,
            AbortWhenErrorCount = abortWhenErrorCount,
            StartCheckAfter = startCheckAfter,
            CheckExpression = expression,
        };
}
