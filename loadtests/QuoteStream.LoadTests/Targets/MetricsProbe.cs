using System.Globalization;
using QuoteStream.LoadTests.Measuring;

namespace QuoteStream.LoadTests.Targets;

/// <summary>Asks a server on another machine what it uses, by its Prometheus metrics. Disposed with its client.</summary>
internal sealed class MetricsProbe(Uri server, HttpClient client) : IProcessProbe
{
    // The names that .NET's own meter has in the exposition format, with those of other collectors behind them.
    private static readonly string[] ProcessorSeconds = ["dotnet_process_cpu_time_seconds_total", "process_cpu_seconds_total"];
    private static readonly string[] MemoryBytes = ["dotnet_process_memory_working_set_bytes", "process_resident_memory_bytes"];

    public async Task<ProcessUse?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            string metrics = await client.GetStringAsync(new Uri(server, "/metrics"), cancellationToken).ConfigureAwait(false);
            return Sum(metrics, ProcessorSeconds) is { } seconds && Sum(metrics, MemoryBytes) is { } bytes
                ? new ProcessUse(TimeSpan.FromSeconds(seconds), (long)bytes)
                : null;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException)
        {
            // Overloaded, or restarting: this point is left out.
            return null;
        }
    }

    private static double? Sum(string metrics, string[] names) =>
        names.Select(name => Sum(metrics, name)).FirstOrDefault(sum => sum is not null);

    // A time may be split by a label (user, system).
    private static double? Sum(string metrics, string name)
    {
        double[] values =
        [
            .. metrics.Split('\n')
                .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
                .Select(line => double.TryParse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture, out double value) ? value : 0),
        ];
        return values.Length == 0 ? null : values.Sum();
    }
}
