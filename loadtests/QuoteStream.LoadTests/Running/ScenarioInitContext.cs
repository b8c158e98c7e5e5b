using Microsoft.Extensions.Logging;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

internal sealed record ScenarioInitContext(TestInfo TestInfo, NodeInfo NodeInfo, ILogger Logger, CancellationToken CancellationToken)
    : IScenarioInitContext;
