namespace QuoteStream.LoadTests.Model;

/// <summary>Where a run happened, and from which sources.</summary>
/// <param name="Commit">Of the repository that the program was built in; empty: not known.</param>
/// <param name="MemoryBytes">Of the machine.</param>
public sealed record NodeInfo(
    string MachineName, string OS, string DotNetVersion, string Processor, int CoresCount, long MemoryBytes, string Version, string Commit);
