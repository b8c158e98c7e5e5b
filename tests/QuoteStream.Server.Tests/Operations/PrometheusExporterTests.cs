using System.Diagnostics.Metrics;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Tests.Operations;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new($"Exporter.{Guid.NewGuid():N}");
    private readonly Meter _second = new($"Exporter.{Guid.NewGuid():N}");
    private readonly Histogram<double> _latency;
    private readonly PrometheusExporter _exporter;
    private readonly MeterProvider _provider;

    public PrometheusExporterTests()
    {
        _latency = _meter.CreateHistogram("latency", "s", "How long.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        _exporter = new PrometheusExporter(_latency);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name, _second.Name)
            .AddReader(new BaseExportingMetricReader(_exporter))
            .Build();
    }

    [Fact]
    public async Task A_histogram_is_there_before_its_first_value()
    {
        Assert.Equal(
            """
            # HELP latency_seconds How long.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="0.1"} 0
            latency_seconds_bucket{le="1"} 0
            latency_seconds_bucket{le="+Inf"} 0
            latency_seconds_sum 0
            latency_seconds_count 0

            """,
            await ScrapeAsync());
    }

    [Fact]
    public async Task Buckets_are_cumulative_and_the_last_one_is_the_count()
    {
        _latency.Record(0.1);
        _latency.Record(0.5);
        _latency.Record(0.5);
        _latency.Record(7);

        Assert.Equal(
            """
            # HELP latency_seconds How long.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="0.1"} 1
            latency_seconds_bucket{le="1"} 3
            latency_seconds_bucket{le="+Inf"} 4
            latency_seconds_sum 8.1
            latency_seconds_count 4

            """,
            await ScrapeAsync());
    }

    [Fact]
    public async Task Two_instruments_of_one_name_are_one_family()
    {
        _meter.CreateCounter<long>("ticks", null, "Ticks.").Add(1, KeyValuePair.Create("line", (object?)"A"));
        _meter.CreateUpDownCounter<long>("between").Add(1);
        _second.CreateCounter<long>("ticks", null, "Ticks.").Add(2, KeyValuePair.Create("line", (object?)"B"));

        var page = await ScrapeAsync();

        Assert.Contains("# TYPE ticks_total counter\nticks_total{line=\"A\"} 1\nticks_total{line=\"B\"} 2\n", page);
        Assert.Equal(2, page.Split("# TYPE ticks_total").Length);
    }

    [Fact]
    public async Task Every_kind_of_instrument_has_its_type()
    {
        _meter.CreateObservableGauge("temperature", () => 1.5);
        _meter.CreateObservableCounter("seconds_spent", () => 2.25, "s");
        _meter.CreateObservableUpDownCounter("open", () => 3L);
        _meter.CreateGauge<long>("level").Record(-4);

        var page = await ScrapeAsync();

        Assert.Contains("# TYPE temperature gauge\ntemperature 1.5\n", page);
        Assert.Contains("# TYPE seconds_spent_seconds_total counter\nseconds_spent_seconds_total 2.25\n", page);
        Assert.Contains("# TYPE open gauge\nopen 3\n", page);
        Assert.Contains("# TYPE level gauge\nlevel -4\n", page);
    }

    [Fact]
    public async Task Scrapes_at_the_same_time_each_get_a_whole_page()
    {
        _meter.CreateCounter<long>("ticks").Add(1);

        var pages = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(ScrapeAsync)));

        Assert.All(pages, page => Assert.Equal(pages[0], page));
        Assert.Contains("ticks_total 1\n", pages[0]);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
        _second.Dispose();
    }

    private async Task<string> ScrapeAsync() => Encoding.UTF8.GetString(await _exporter.ScrapeAsync(CancellationToken.None));
}
