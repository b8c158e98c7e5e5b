namespace QuoteStream.LoadTests.Measuring;

/// <summary>What a process has used so far.</summary>
/// <param name="ProcessorTime">Of all its threads, in user and system mode.</param>
/// <param name="MemoryBytes">Resident.</param>
public readonly record struct ProcessUse(TimeSpan ProcessorTime, long MemoryBytes);
