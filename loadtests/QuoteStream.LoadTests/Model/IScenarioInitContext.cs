using Microsoft.Extensions.Logging;

namespace QuoteStream.LoadTests.Model;

/// <summary>What a scenario has at hand before its first iteration and after its last.</summary>
public interface IScenarioInitContext
{
    TestInfo TestInfo { get; }

    NodeInfo NodeInfo { get; }

    ILogger Logger { get; }

    /// <summary>Cancelled when the run is interrupted.</summary>
    CancellationToken CancellationToken { get; }
}
