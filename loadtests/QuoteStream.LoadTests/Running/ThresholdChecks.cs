using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Looks at thresholds and remembers what became of them. One thread at a time.</summary>
internal sealed class ThresholdChecks
{
    private readonly Dictionary<(string Scenario, Threshold Threshold), ThresholdResult> _results = [];

    public IReadOnlyList<ThresholdResult> Results => [.. _results.Values];

    /// <returns>Why the run has to end; null: it goes on.</returns>
    /// <param name="elapsed">Of the measured time; <see cref="TimeSpan.MaxValue"/> at its end.</param>
    public string? Check(ScenarioProps scenario, ScenarioStats stats, TimeSpan elapsed)
    {
        string? abort = null;
        foreach (Threshold threshold in scenario.Thresholds.Where(t => elapsed >= (t.StartCheckAfter ?? TimeSpan.Zero)))
        {
            bool isMet = IsMet(threshold, stats, isEnd: elapsed == TimeSpan.MaxValue, out string exception);
            (string, Threshold) key = (scenario.ScenarioName, threshold);
            int errors = (_results.GetValueOrDefault(key)?.ErrorCount ?? 0) + (isMet ? 0 : 1);
            _results[key] = new ThresholdResult(
                scenario.ScenarioName, threshold.StepName ?? "", threshold.CheckExpression, exception, errors, IsFailed: !isMet);
            abort ??= !isMet && errors == threshold.AbortWhenErrorCount
                ? $"the threshold {threshold.CheckExpression} of {scenario.ScenarioName} failed for the {errors}. time"
                : null;
        }

        return abort;
    }

    private static bool IsMet(Threshold threshold, ScenarioStats stats, bool isEnd, out string exception)
    {
        exception = "";
        try
        {
            if (threshold.StepName is null)
            {
                return threshold.ScenarioCheck!(stats);
            }

            // A step may not have had its turn yet; at the end it should have.
            return isEnd || stats.StepStats.Exists(threshold.StepName)
                ? threshold.StepCheck!(stats.StepStats.Get(threshold.StepName))
                : true;
        }
        catch (Exception failed)
        {
            // A check is a user's code: what it throws is told with the threshold, and does not end the run.
            exception = failed.Message;
            return false;
        }
    }
}
