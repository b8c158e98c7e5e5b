using OpenTelemetry.Metrics;

namespace QuoteStream.Server.Operations;

/// <summary>What an instrument is called at /metrics: OpenTelemetry's rules for Prometheus, and what promtool asks beyond them.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/</remarks>
/// <param name="Type">"counter", "gauge" or "histogram".</param>
internal readonly record struct PrometheusFamily(string Name, string Type)
{
    private const string Counter = "counter";
    private const string Gauge = "gauge";
    private const string Histogram = "histogram";
    private const string CounterSuffix = "_total";

    private static readonly Dictionary<string, string> UnitSuffixes = new() { ["s"] = "_seconds", ["By"] = "_bytes" };

    // The runtime's own. "_count" belongs to histograms, and two of these the runtime declares as counters although they go down.
    private static readonly Dictionary<string, string> Gauges = new()
    {
        ["dotnet.process.cpu.count"] = "dotnet_process_cpus",
        ["dotnet.thread_pool.thread.count"] = "dotnet_thread_pool_threads",
        ["dotnet.thread_pool.queue.length"] = "dotnet_thread_pool_queue_length",
        ["dotnet.timer.count"] = "dotnet_timers",
        ["dotnet.assembly.count"] = "dotnet_assemblies",
    };

    /// <param name="unit">UCUM as OpenTelemetry writes it: "s", "By"; an annotation such as "{stream}" adds nothing to the name.</param>
    internal static PrometheusFamily Of(string instrument, string unit, MetricType metric)
    {
        if (Gauges.TryGetValue(instrument, out var gauge))
        {
            return new PrometheusFamily(gauge, Gauge);
        }

        var type = metric switch
        {
            MetricType.Histogram => Histogram,
            MetricType.LongSum or MetricType.DoubleSum => Counter,
            _ => Gauge,
        };

        // quotestream.stream_bytes already says its unit.
        var name = PrometheusText.LegalName(instrument);
        var suffix = UnitSuffixes.GetValueOrDefault(unit, "");
        name = name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;
        return new PrometheusFamily(type == Counter ? name + CounterSuffix : name, type);
    }
}
