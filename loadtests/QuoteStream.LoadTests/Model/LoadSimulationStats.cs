namespace QuoteStream.LoadTests.Model;

/// <summary>What load there is at the moment.</summary>
/// <param name="Value">Copies at work, or iterations begun a second.</param>
public sealed record LoadSimulationStats(string SimulationName, int Value);
