namespace QuoteStream.LoadTests.Running;

/// <summary>A scenario's preparation failed: nothing was measured.</summary>
public sealed class ScenarioInitException(string scenarioName, Exception reason)
    : Exception($"The scenario {scenarioName} could not be prepared: {reason.Message}", reason);
