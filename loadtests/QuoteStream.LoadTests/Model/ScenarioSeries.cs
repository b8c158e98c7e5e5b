namespace QuoteStream.LoadTests.Model;

/// <summary>How a scenario went over time.</summary>
public sealed record ScenarioSeries(string ScenarioName, IReadOnlyList<ScenarioPoint> Points);
