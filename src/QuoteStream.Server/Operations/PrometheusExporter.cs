using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace QuoteStream.Server.Operations;

/// <summary>Turns what the OpenTelemetry SDK has aggregated into Prometheus text whenever it is scraped. Scrapes take turns.</summary>
/// <param name="alwaysShown">Histograms without labels: shown empty before their first value, which the SDK would leave out.</param>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter(params IReadOnlyList<Histogram<double>> alwaysShown) : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly PrometheusText _text = new();
    private Exception? _fault;

    /// <summary>Set by the SDK's reader: asks every instrument, then calls <see cref="Export"/>.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The whole page as it stands now.</summary>
    public async Task<byte[]> ScrapeAsync(CancellationToken cancellation)
    {
        var collect = Collect ?? throw new InvalidOperationException("No reader collects for this exporter.");
        await _turn.WaitAsync(cancellation);
        try
        {
            _text.Clear();
            _fault = null;
            return collect(Timeout.Infinite)
                ? _text.Written.ToArray()
                : throw new InvalidOperationException("The metrics could not be collected.", _fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Called within <see cref="ScrapeAsync"/>, so by one thread at a time.</summary>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        try
        {
            WritePage(batch);
            return ExportResult.Success;
        }
        catch (Exception fault)
        {
            // The SDK would swallow it; the scrape throws it.
            _fault = fault;
            return ExportResult.Failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _turn.Dispose();
        base.Dispose(disposing);
    }

    // promtool asks for a help text, and not every instrument of the framework has one.
    private static string HelpOf(string? description, string instrument) => string.IsNullOrEmpty(description) ? $"{instrument}." : description;

    private static KeyValuePair<string, object?>[] LabelsOf(in MetricPoint point)
    {
        var labels = new KeyValuePair<string, object?>[point.Tags.Count];
        var next = 0;
        foreach (var tag in point.Tags)
        {
            labels[next++] = tag;
        }

        return labels;
    }

    private void WritePage(in Batch<Metric> batch)
    {
        // Instruments of two meters may come down to one name: a family's header and samples must stand together.
        var families = new SortedDictionary<string, (PrometheusFamily Family, List<Metric> Metrics)>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            var family = PrometheusFamily.Of(metric.Name, metric.Unit, metric.MetricType);
            families.TryAdd(family.Name, (family, []));
            if (families[family.Name].Family == family)
            {
                families[family.Name].Metrics.Add(metric);
            }
        }

        foreach (var (family, metrics) in families.Values)
        {
            WriteFamily(family, metrics);
        }

        foreach (var histogram in alwaysShown)
        {
            var family = PrometheusFamily.Of(histogram.Name, histogram.Unit ?? "", MetricType.Histogram);
            if (!families.ContainsKey(family.Name))
            {
                WriteEmpty(family, histogram);
            }
        }
    }

    private void WriteFamily(PrometheusFamily family, List<Metric> metrics)
    {
        _text.Header(family, HelpOf(metrics[0].Description, metrics[0].Name));
        foreach (var metric in metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                WritePoint(family.Name, metric.MetricType, point);
            }
        }
    }

    private void WritePoint(string name, MetricType type, in MetricPoint point)
    {
        var labels = LabelsOf(point);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                _text.Sample(name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                _text.Sample(name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                _text.Sample(name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                _text.Sample(name, labels, point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram:
                WriteHistogram(name, labels, point);
                break;
            default:
                throw new NotSupportedException($"{name} is an {type}, which Prometheus text 0.0.4 does not have.");
        }
    }

    private void WriteHistogram(string name, KeyValuePair<string, object?>[] labels, in MetricPoint point)
    {
        // The count is derived from the buckets, so that +Inf and _count cannot disagree.
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            _text.Bucket($"{name}_bucket", labels, bucket.ExplicitBound, count);
        }

        _text.Sample($"{name}_sum", labels, point.GetHistogramSum());
        _text.Sample($"{name}_count", labels, count);
    }

    private void WriteEmpty(PrometheusFamily family, Histogram<double> histogram)
    {
        _text.Header(family, HelpOf(histogram.Description, histogram.Name));
        foreach (var bound in histogram.Advice?.HistogramBucketBoundaries?.Append(double.PositiveInfinity) ?? [double.PositiveInfinity])
        {
            _text.Bucket($"{family.Name}_bucket", [], bound, 0);
        }

        _text.Sample($"{family.Name}_sum", [], 0L);
        _text.Sample($"{family.Name}_count", [], 0L);
    }
}
