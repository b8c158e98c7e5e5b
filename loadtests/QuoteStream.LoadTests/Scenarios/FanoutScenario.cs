using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>All streams follow the same symbols.</summary>
internal sealed class FanoutScenario : ILoadScenario
{
    public string Name => "fanout";

    public string Description => "All streams follow the same symbols: what one tick costs that goes to everybody.";

    public LoadSettings Defaults { get; } = new() { Symbols = 10, SymbolsPerStream = 10 };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        string query = StreamVisit.Query(Enumerable.Range(0, Math.Min(settings.SymbolsPerStream, settings.Symbols)), settings.MaxRate, trades: false);
        return [new StreamFeed(target, settings).Around(FollowedStreams.Create(Name, target, settings, _ => query))];
    }
}
