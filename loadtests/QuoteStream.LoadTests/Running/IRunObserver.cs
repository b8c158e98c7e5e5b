using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Is told how a run goes on. One call at a time.</summary>
public interface IRunObserver
{
    /// <summary>Another part of the run begins: preparation, warm-up, measurement, clearing up.</summary>
    void Began(string part);

    /// <summary>An interval has passed, in the warm-up without points.</summary>
    /// <param name="latest">The newest point of each scenario, with its name.</param>
    void Passed(TimeSpan elapsed, TimeSpan total, IReadOnlyList<(string Scenario, ScenarioPoint Point)> latest, ProcessPoint? server, ProcessPoint client);
}
