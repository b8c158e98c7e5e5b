using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.Server.Ingest;

/// <summary>Looks after feeds that say nothing, for as long as the server runs. A fault in it ends the server: quotes would look live for ever.</summary>
internal sealed class FeedWatchService(FeedHandler feeds, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watch = new FeedWatch(feeds);
        using var timer = new PeriodicTimer(FeedWatch.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                watch.Step();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
