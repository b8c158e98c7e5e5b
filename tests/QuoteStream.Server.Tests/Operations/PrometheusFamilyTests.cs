using OpenTelemetry.Metrics;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Tests.Operations;

public class PrometheusFamilyTests
{
    [Theory]
    [InlineData("quotestream.ticks", "{tick}", MetricType.LongSum, "quotestream_ticks_total", "counter")]
    [InlineData("quotestream.streams", "{stream}", MetricType.LongSumNonMonotonic, "quotestream_streams", "gauge")]
    [InlineData("quotestream.stream_bytes", "By", MetricType.LongSum, "quotestream_stream_bytes_total", "counter")]
    [InlineData("quotestream.tick_to_write", "s", MetricType.Histogram, "quotestream_tick_to_write_seconds", "histogram")]
    [InlineData("dotnet.process.cpu.time", "s", MetricType.DoubleSum, "dotnet_process_cpu_time_seconds_total", "counter")]
    [InlineData("dotnet.process.memory.working_set", "By", MetricType.LongSumNonMonotonic, "dotnet_process_memory_working_set_bytes", "gauge")]
    [InlineData("dotnet.process.cpu.count", "{cpu}", MetricType.LongSumNonMonotonic, "dotnet_process_cpus", "gauge")]
    [InlineData("dotnet.thread_pool.queue.length", "{work_item}", MetricType.LongSum, "dotnet_thread_pool_queue_length", "gauge")]
    [InlineData("quotestream.feed_up", "", MetricType.LongGauge, "quotestream_feed_up", "gauge")]
    public void An_instrument_gets_the_name_that_Prometheus_users_expect(string instrument, string unit, MetricType metric, string name, string type) =>
        Assert.Equal(new PrometheusFamily(name, type), PrometheusFamily.Of(instrument, unit, metric));
}
