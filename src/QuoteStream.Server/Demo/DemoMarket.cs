using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Feeds.Simulator;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Demo;

/// <summary>A market that publishes to this very server, through the real gRPC port as any provider would.</summary>
internal sealed partial class DemoMarket(
    DemoOptions options, DemoCondition condition, GrpcAddress address, LocalIssuer issuer, IHostApplicationLifetime lifetime, ILogger<DemoMarket> logger)
    : BackgroundService
{
    // The server ends the line as it stops: then a feed that comes back to send what was not acknowledged would keep it from ending.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(200);

    // Whoever has just started the server wants to see something. The venue's first ticks usually take half a second.
    private static readonly TimeSpan FirstTicksLimit = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The provider goes when the server begins to stop, as it would be told to: before the streams say goodbye.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            var server = await address.WaitAsync(stop.Token);
            if (options.Feed == DemoFeed.Coinbase && await TryPublishLiveAsync(server, stop.Token))
            {
                return;
            }

            await new SimulationRunner(Publishing(server, SimulationRunner.DefaultProvider), stopLimit: StopLimit).RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while the server had not come up yet, or while it did not take a last tick any more.
        }
        catch (Exception fault)
        {
            // The server is of use without its demo; what is shown goes stale and says so.
            DemoFailed(logger, fault);
        }
    }

    /// <returns>False when the venue cannot be reached from here; else after the stop.</returns>
    private async Task<bool> TryPublishLiveAsync(Uri server, CancellationToken stop)
    {
        var live = new CoinbaseOptions
        {
            Url = new Uri(options.Url),
            Products = options.Products,
            FirstTicksLimit = FirstTicksLimit,
            Arrived = condition.NoteLive,
            Told = text => VenueTold(logger, text),
        };
        await using var feed = new CoinbaseFeed(live, Publishing(server, CoinbaseFeed.DefaultProvider));
        using var abandon = new CancellationTokenSource();
        await using var stopping = stop.Register(() => abandon.CancelAfter(StopLimit));
        try
        {
            await feed.RunAsync(stop, abandon.Token);
            return true;
        }
        catch (CoinbaseUnreachableException unreachable)
        {
            SimulatedInstead(logger, unreachable.Message);
            return false;
        }
    }

    private FeedPublisherOptions Publishing(Uri server, string provider) => new()
    {
        Server = server,
        Provider = provider,
        BearerTokenSource = _ => ValueTask.FromResult(issuer.Sign(provider, Scope.FeedPublish)),
    };

    [LoggerMessage(300, LogLevel.Error, "The demo market ended: its quotes are stale from here on.")]
    private static partial void DemoFailed(ILogger logger, Exception fault);

    [LoggerMessage(301, LogLevel.Warning, "{Why} The demo shows a simulated market instead: its prices are made up.")]
    private static partial void SimulatedInstead(ILogger logger, string why);

    [LoggerMessage(302, LogLevel.Information, "{What}")]
    private static partial void VenueTold(ILogger logger, string what);
}
