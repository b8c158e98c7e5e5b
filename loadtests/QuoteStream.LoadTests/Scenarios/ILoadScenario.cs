using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>A load that is started by its name.</summary>
internal interface ILoadScenario
{
    string Name { get; }

    /// <summary>One sentence: what it does, and what of the settings it uses.</summary>
    string Description { get; }

    LoadSettings Defaults { get; }

    /// <returns>What is to run side by side, all thresholds included.</returns>
    IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings);
}
