using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>Each stream follows symbols of its own choice, with their trades.</summary>
internal sealed class WatchlistScenario : ILoadScenario
{
    public string Name => "watchlist";

    public string Description => "Each stream follows symbols of its own choice out of many, and every trade of them: trading clients with their lists.";

    public LoadSettings Defaults { get; } = new() { Symbols = 1000, SymbolsPerStream = 20, TicksPerSecond = 5000 };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings) =>
    [
        new StreamFeed(target, settings).Around(FollowedStreams.Create(
            Name,
            target,
            settings,
            context => StreamVisit.Query(StreamVisit.Draw(context.Random, settings.SymbolsPerStream, settings.Symbols), settings.MaxRate, trades: true))),
    ];
}
