using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Simulator;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Demo;

/// <summary>A simulated exchange that publishes to this very server, through the real gRPC port as any provider would.</summary>
internal sealed partial class DemoMarket(GrpcAddress address, LocalIssuer issuer, IHostApplicationLifetime lifetime, ILogger<DemoMarket> logger) : BackgroundService
{
    // The server ends the line as it stops: then a feed that comes back to send what was not acknowledged would keep it from ending.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The provider goes when the server begins to stop, as it would be told to: before the streams say goodbye.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            var server = await address.WaitAsync(stop.Token);
            var publishing = new FeedPublisherOptions
            {
                Server = server,
                Provider = SimulationRunner.DefaultProvider,
                BearerTokenSource = _ => ValueTask.FromResult(issuer.Sign(SimulationRunner.DefaultProvider, Scope.FeedPublish)),
            };
            await new SimulationRunner(publishing, stopLimit: StopLimit).RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while the server had not come up yet.
        }
        catch (Exception fault)
        {
            // The server is of use without its demo; what is shown goes stale and says so.
            DemoFailed(logger, fault);
        }
    }

    [LoggerMessage(300, LogLevel.Error, "The demo market ended: its quotes are stale from here on.")]
    private static partial void DemoFailed(ILogger logger, Exception fault);
}
