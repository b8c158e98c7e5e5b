namespace QuoteStream.LoadTests.Model;

/// <summary>What became of a threshold.</summary>
/// <param name="StepName">Empty: of the scenario.</param>
/// <param name="ExceptionMsg">The last exception of its check; empty: none.</param>
/// <param name="ErrorCount">How often it failed.</param>
/// <param name="IsFailed">At the last look.</param>
public sealed record ThresholdResult(
    string ScenarioName, string StepName, string CheckExpression, string ExceptionMsg, int ErrorCount, bool IsFailed);
