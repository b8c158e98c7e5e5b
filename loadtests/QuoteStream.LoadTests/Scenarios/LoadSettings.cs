namespace QuoteStream.LoadTests.Scenarios;

/// <summary>How large a scenario is to be. Each has defaults of its own; the command line changes them.</summary>
internal sealed record LoadSettings
{
    /// <summary>Streams, or clients of whatever kind the scenario has.</summary>
    public int Streams { get; init; } = 1000;

    /// <summary>That the feed publishes.</summary>
    public int Symbols { get; init; } = 100;

    /// <summary>That each stream follows.</summary>
    public int SymbolsPerStream { get; init; } = 10;

    /// <summary>Of all symbols together.</summary>
    public double TicksPerSecond { get; init; } = 1000;

    /// <summary>As the stream's parameter: quotes a second of each symbol, or "max".</summary>
    public string MaxRate { get; init; } = "4";

    /// <summary>Of the measured work behind the ramp.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Over which the streams are opened.</summary>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Of what happens again and again: reconnections, arrivals, requests. What it is says the scenario.</summary>
    public double Rate { get; init; } = 50;

    public ulong Seed { get; init; } = 1;

    /// <summary>For the reports.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
    [
        ("streams", $"{Streams:N0}, opened over {Ramp.TotalSeconds:N1} s"),
        ("symbols", $"{Symbols:N0} published, {SymbolsPerStream:N0} a stream"),
        ("ticks a second", $"{TicksPerSecond:N0}"),
        ("max rate", MaxRate),
        ("rate", $"{Rate:N1} a second"),
    ];
}
