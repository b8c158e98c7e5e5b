namespace QuoteStream.LoadTests.Model;

/// <summary>Which copy of which scenario is at work.</summary>
/// <param name="InstanceId">Names the copy: usable as a correlation id.</param>
/// <param name="InstanceNumber">Of the copy within its scenario, from 0 on.</param>
/// <param name="ScenarioDuration">All its load simulations together.</param>
public sealed record ScenarioInfo(
    string InstanceId, int InstanceNumber, string ScenarioName, TimeSpan ScenarioDuration, ScenarioOperation ScenarioOperation);
