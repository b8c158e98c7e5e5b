namespace QuoteStream.LoadTests.Model;

/// <summary>What a process used in one interval.</summary>
/// <param name="Elapsed">At its end, since the measured time began.</param>
/// <param name="Cores">Processor time over time: 1 is one core fully used.</param>
/// <param name="MemoryBytes">Resident, at the interval's end.</param>
public sealed record ProcessPoint(TimeSpan Elapsed, double Cores, long MemoryBytes);
