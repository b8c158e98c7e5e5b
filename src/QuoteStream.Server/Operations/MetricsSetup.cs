using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Operations;

/// <summary>Who aggregates the instruments and where the result is to be had: /metrics, and a collector if one is named.</summary>
internal static class MetricsSetup
{
    private const string OtlpEndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] FrameworkMeters =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    // Of Kestrel's labels, the ones with few values. A server that listens on every address has one server.address per interface.
    private static readonly string[] KestrelLabels =
        ["server.port", "network.protocol.name", "network.protocol.version", "tls.protocol.version", "error.type"];

    internal static void AddMetrics(this WebApplicationBuilder builder)
    {
        var otlp = builder.AddSettings<OtlpOptions>();
        builder.Services.AddSingleton<QuoteStreamMetrics>();
        builder.Services.AddSingleton(services => services.GetRequiredService<QuoteStreamMetrics>().Streams);
        builder.Services.AddSingleton(services =>
        {
            var metrics = services.GetRequiredService<QuoteStreamMetrics>();
            return new PrometheusExporter(metrics.TickToWrite, metrics.LedgerCommit);
        });
        builder.Services.AddSingleton(services => Aggregate(services, otlp));
    }

    internal static void MapMetrics(this WebApplication app)
    {
        // What happens before the aggregation exists is not counted: make it now, not at the first scrape.
        app.Services.GetRequiredService<MeterProvider>();
        app.MapGet("/metrics", async (HttpContext context, PrometheusExporter exporter) =>
        {
            var text = await exporter.ScrapeAsync(context.RequestAborted);
            context.Response.ContentType = PrometheusText.ContentType;
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }).ExcludeFromDescription().RequireScope(Scope.OpsRead);
    }

    private static MeterProvider Aggregate(IServiceProvider services, OtlpOptions otlp)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("quotestream", serviceVersion: typeof(Program).Assembly.GetName().Version?.ToString(3)))
            .AddMeter([QuoteStreamMetrics.MeterName, .. FrameworkMeters])
            .AddView(instrument => View(instrument, meters))
            .AddReader(new BaseExportingMetricReader(services.GetRequiredService<PrometheusExporter>()));
        if (otlp.Endpoint is not null || Environment.GetEnvironmentVariable(OtlpEndpointVariable) is { Length: > 0 })
        {
            builder.AddOtlpExporter(exporter => exporter.Endpoint = otlp.Endpoint ?? exporter.Endpoint);
        }

        return builder.Build();
    }

    private static MetricStreamConfiguration? View(Instrument instrument, IMeterFactory meters)
    {
        // Meters are found by name in the whole process: those of another server in it (tests run several) are not ours.
        if (instrument.Meter.Scope is IMeterFactory other && other != meters)
        {
            return MetricStreamConfiguration.Drop;
        }

        return instrument.Meter.Name == "Microsoft.AspNetCore.Server.Kestrel" ? new MetricStreamConfiguration { TagKeys = KestrelLabels } : null;
    }
}
