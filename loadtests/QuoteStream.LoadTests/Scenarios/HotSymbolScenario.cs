using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>One symbol ticks as fast as a symbol can, and everybody follows it unthrottled.</summary>
internal sealed class HotSymbolScenario : ILoadScenario
{
    public string Name => "hot-symbol";

    public string Description => "One symbol ticks fast, and all streams follow it: a company's news. With --max-rate max each stream takes what it can.";

    public LoadSettings Defaults { get; } = new() { Streams = 200, Symbols = 1, SymbolsPerStream = 1, TicksPerSecond = 5000, MaxRate = "max" };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        string query = StreamVisit.Query([0], settings.MaxRate, trades: false);
        return [new StreamFeed(target, settings with { Symbols = 1 }).Around(FollowedStreams.Create(Name, target, settings, _ => query))];
    }
}
