namespace QuoteStream.LoadTests.Scenarios;

/// <summary>The loads that can be started by name.</summary>
internal static class LoadScenarios
{
    public static IReadOnlyList<ILoadScenario> All { get; } =
    [
        new FanoutScenario(),
        new WatchlistScenario(),
        new HotSymbolScenario(),
        new SlowConsumersScenario(),
        new ReconnectStormScenario(),
        new ChurnScenario(),
        new LongPollScenario(),
        new IngestScenario(),
    ];

    public static ILoadScenario? Named(string name) => All.FirstOrDefault(s => s.Name == name);
}
