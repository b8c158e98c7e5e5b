using System.Diagnostics;

namespace QuoteStream.LoadTests.Measuring;

/// <summary>Asks the operating system about a process of this machine.</summary>
public sealed class ProcessProbe(int processId) : IProcessProbe
{
    public static ProcessProbe OfThisProcess => new(Environment.ProcessId);

    public Task<ProcessUse?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return Task.FromResult<ProcessUse?>(new ProcessUse(process.TotalProcessorTime, process.WorkingSet64));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended, or ends just now.
            return Task.FromResult<ProcessUse?>(null);
        }
    }
}
