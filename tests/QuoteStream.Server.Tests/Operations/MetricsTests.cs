using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Operations;

public class MetricsTests
{
    [Fact]
    public async Task The_page_has_the_content_type_that_Prometheus_insists_on_and_ends_every_line_with_LF()
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync("/metrics");

        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.EndsWith("\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", page);
    }

    [Theory]
    [InlineData("quotestream_symbols 0")]
    [InlineData("quotestream_symbols_stale 0")]
    [InlineData("quotestream_streams 0")]
    [InlineData("quotestream_streams_slow 0")]
    [InlineData("quotestream_streams_opened_total 0")]
    [InlineData("quotestream_streams_closed_total{reason=\"displaced\"} 0")]
    [InlineData("quotestream_events_total{event=\"heartbeat\"} 0")]
    [InlineData("quotestream_quotes_conflated_total 0")]
    [InlineData("quotestream_stream_writes_total 0")]
    [InlineData("quotestream_stream_bytes_total 0")]
    [InlineData("quotestream_ticks_rejected_total{reason=\"tooManySymbols\"} 0")]
    [InlineData("quotestream_tick_to_write_seconds_count 0")]
    public async Task Series_are_there_with_0_before_anything_has_happened(string line)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Contains(line, await ScrapeAsync(server));
    }

    [Fact]
    public async Task Ticks_and_streams_are_counted_and_the_runtime_and_Kestrel_too()
    {
        await using var server = await RunningServer.StartAsync();
        using var line = Publish(server);
        CountStreams(server);

        var page = await ScrapeAsync(server);

        Assert.Contains("quotestream_ticks_total{kind=\"quote\",provider=\"test-feed\"} 1", page);
        Assert.Contains("quotestream_ticks_total{kind=\"trade\",provider=\"test-feed\"} 2", page);
        Assert.Contains("quotestream_ticks_suspicious_total{provider=\"test-feed\"} 1", page);
        Assert.Contains("quotestream_ticks_duplicate_total{provider=\"test-feed\"} 1", page);
        Assert.Contains("quotestream_sequence_gaps_total{provider=\"test-feed\"} 0", page);
        Assert.Contains("quotestream_sequence_missing_total{provider=\"test-feed\"} 0", page);
        Assert.Contains("quotestream_ticks_rejected_total{reason=\"noEvent\"} 1", page);
        Assert.Contains("quotestream_feed_up{line=\"A\",provider=\"test-feed\"} 1", page);
        Assert.Contains("quotestream_symbols 1", page);
        Assert.Contains("quotestream_streams 1", page);
        Assert.Contains("quotestream_events_total{event=\"quote\"} 20", page);
        Assert.Contains("quotestream_tick_to_write_seconds_bucket{le=\"0.001\"} 1", page);
        Assert.Contains("quotestream_tick_to_write_seconds_sum 0.001", page);
        Assert.Contains(page, sample => sample.StartsWith("dotnet_gc_collections_total{", StringComparison.Ordinal));
        Assert.Contains(page, sample => sample.StartsWith("kestrel_active_connections{", StringComparison.Ordinal));
        Assert.Contains(page, sample => sample.StartsWith("http_server_active_requests{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_closed_line_is_down_and_its_symbols_are_stale()
    {
        await using var server = await RunningServer.StartAsync();
        Publish(server).Dispose();

        var page = await ScrapeAsync(server);

        Assert.Contains("quotestream_feed_up{line=\"A\",provider=\"test-feed\"} 0", page);
        Assert.Contains("quotestream_symbols_stale 1", page);
    }

    [Fact]
    public async Task Two_servers_in_one_process_count_for_themselves()
    {
        await using var busy = await RunningServer.StartAsync();
        await using var idle = await RunningServer.StartAsync();
        using var line = Publish(busy);
        CountStreams(busy);

        var page = await ScrapeAsync(idle);

        Assert.Contains("quotestream_symbols 0", page);
        Assert.Contains("quotestream_streams_opened_total 0", page);
        Assert.DoesNotContain(page, sample => sample.Contains("test-feed") || sample.Contains($"\"{busy.HttpAddress.Port}\""));
    }

    [FactNeeds("promtool")]
    public async Task Promtool_has_nothing_to_say_about_the_page()
    {
        await using var server = await RunningServer.StartAsync();
        using var line = Publish(server);
        CountStreams(server);
        await using var promtool = ChildProcess.Start("promtool", "check", "metrics");

        await promtool.Input.WriteAsync(await server.Http.GetStringAsync("/metrics"));
        promtool.Input.Close();

        Assert.Equal(0, await promtool.WaitForExitAsync());
        Assert.Empty(promtool.Errors);
    }

    [Fact]
    public async Task A_collector_that_is_named_gets_the_metrics_over_OTLP()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await StartCollectorAsync(received);

        await using var server = await RunningServer.StartAsync(("OpenTelemetry:Otlp:Endpoint", collector.Urls.Single()));
        CountStreams(server);

        // The exporter pushes once a minute and when it is asked to; what takes it longer than its own few seconds it gives up until then.
        await Eventually.True(() =>
        {
            server.Services.GetRequiredService<MeterProvider>().ForceFlush();
            return received.Task.IsCompleted;
        });

        var body = await received.Task;
        Assert.Contains("quotestream.streams_opened", body);
        Assert.Contains("quotestream.tick_to_write", body);
    }

    private static async Task<string[]> ScrapeAsync(RunningServer server) => (await server.Http.GetStringAsync("/metrics")).Split('\n');

    private static FeedLine Publish(RunningServer server)
    {
        var terms = new FeedTerms("test-feed", "A", "1", Mic.None, -4, 0, ProviderSymbology.Canonical, SaleConditionScheme.Unread);
        var line = server.Services.GetRequiredService<FeedHandler>().OpenLine(terms, out var refusal);
        Assert.Null(refusal);
        var tick = new ProviderTick
        {
            Symbol = "AAPL"u8,
            Venue = "XNAS"u8,
            VenueTimeNanos = (ulong)(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000),
            Kind = TickKind.Quote,
            BidPrice = 1_890_000,
            BidSize = 300,
            AskPrice = 1_890_100,
            AskSize = 200,
        };
        Apply(line!, 1, tick);
        Apply(line!, 1, tick);
        tick.Kind = TickKind.None;
        Apply(line!, 2, tick);
        tick = tick with { Kind = TickKind.Trade, TradePrice = 1_890_000, TradeSize = 100 };
        Apply(line!, 3, tick);
        Apply(line!, 4, tick with { TradePrice = 18_900_000 });
        return line!;
    }

    private static void Apply(FeedLine line, ulong sequence, in ProviderTick tick)
    {
        using var batch = line.BeginBatch(sequence);
        batch.Apply(tick);
    }

    private static void CountStreams(RunningServer server)
    {
        var streams = server.Services.GetRequiredService<StreamCounters>();
        streams.Opened();
        streams.EventsWritten(EventKind.Quote, 20);
        streams.TickToWrite(1_000_000);
    }

    private static async Task<WebApplication> StartCollectorAsync(TaskCompletionSource<string> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        var collector = builder.Build();
        collector.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.ContentType = "application/grpc";

            // An empty message, then status 0: accepted.
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
            received.TrySetResult(Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();
        return collector;
    }
}
