using Microsoft.AspNetCore.Server.Kestrel.Core;
using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Ingest.Health;
using QuoteStream.Server.Ingest.Reflection;

namespace QuoteStream.Server.Ingest;

/// <summary>gRPC ingest: the feed providers' side of the server.</summary>
public static class IngestSetup
{
    /// <summary>Bytes that a call may send before the server has read any of them: a few full messages, so that a fast feed never waits.</summary>
    private const int StreamWindowBytes = 1024 * 1024;

    /// <summary>Bytes of all calls of a connection together: lines that share one must not stop each other.</summary>
    private const int ConnectionWindowBytes = 4 * StreamWindowBytes;

    /// <summary>A provider that is gone without a FIN (a pulled cable) is noticed after this and <see cref="PingTimeout"/>.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>After <see cref="MarketDataSetup.AddMarketData"/>.</summary>
    public static void AddIngest(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IGrpcService, FeedIngestService>();
        builder.Services.AddSingleton<IGrpcService, HealthService>();
        builder.Services.AddSingleton<IGrpcService, ReflectionService>();
        builder.Services.AddSingleton<GrpcRoutes>();
        builder.Services.AddSingleton<GrpcAddress>();
        builder.Services.AddSingleton<GrpcFarewell>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GrpcFarewell>());
        builder.Services.AddSingleton(services => new GrpcServer(
            services.GetRequiredService<GrpcRoutes>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<GrpcFarewell>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<GrpcServer>>()));
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
    }

    /// <summary>Answers every gRPC request, and every request at all on the gRPC endpoint. Before what is mapped by path.</summary>
    public static void MapIngest(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<GrpcServer>();
        app.MapWhen(IsForGrpc, branch => branch.Run(server.ServeAsync));
    }

    private static bool IsForGrpc(HttpContext context) =>
        context.Features.Get<GrpcEndpoint>() is not null || GrpcContentType.Matches(context.Request.ContentType);

    private static void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        var http2 = kestrel.Limits.Http2;
        http2.InitialStreamWindowSize = StreamWindowBytes;
        http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        http2.KeepAlivePingDelay = PingDelay;
        http2.KeepAlivePingTimeout = PingTimeout;

        // On HTTP/2 a breach ends the whole connection: a provider that leaves one call's responses unread would lose its other lines.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.ConfigurationLoader?.Endpoint(GrpcEndpoint.Name, endpoint => endpoint.ListenOptions.Use(next => connection =>
        {
            connection.Features.Set(GrpcEndpoint.Mark);
            return next(connection);
        }));
    }
}
