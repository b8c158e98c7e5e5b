using Microsoft.Extensions.Logging;

namespace QuoteStream.LoadTests.Model;

/// <summary>What an iteration of a scenario has at hand. One iteration of a copy at a time.</summary>
public interface IScenarioContext
{
    TestInfo TestInfo { get; }

    ScenarioInfo ScenarioInfo { get; }

    ILogger Logger { get; }

    /// <summary>Of this copy, from 1 on.</summary>
    int InvocationNumber { get; }

    /// <summary>The copy's own, kept between its iterations.</summary>
    Dictionary<string, object> Data { get; }

    /// <summary>The copy's own: seeded by the run's seed and the copy's number, so that a run can be repeated.</summary>
    Random Random { get; }

    /// <summary>Cancelled when the scenario ends, after its last simulation.</summary>
    CancellationToken ScenarioCancellationToken { get; }

    /// <summary>Ends a scenario early; what it measured until then counts.</summary>
    void StopScenario(string scenarioName, string reason);

    /// <summary>Ends all scenarios early.</summary>
    void StopCurrentTest(string reason);
}
