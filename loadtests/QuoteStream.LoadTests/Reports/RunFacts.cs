using System.Reflection;
using System.Runtime.InteropServices;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>What a figure depends on besides its scenario: the machine, the run time, the sources.</summary>
internal static class RunFacts
{
    private const string ProcessorFile = "/proc/cpuinfo";

    public static NodeInfo ThisMachine { get; } = new(
        Environment.MachineName,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Processor(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Version.Length > 0 ? Version[0] : "",
        Version.Length > 1 ? Version[1] : "");

    // "0.1.0+commit", as the build writes it when it finds a repository.
    private static string[] Version => (typeof(RunFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+');

    private static string Processor()
    {
        const string Key = "model name";
        string? line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
