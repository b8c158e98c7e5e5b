using System.Collections.Concurrent;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Crypto;

/// <summary>A feed that runs into a server, with what it tells.</summary>
internal sealed class CoinbaseFeedRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _told = new();

    public CoinbaseFeedRun(CoinbaseOptions options, RunningServer server)
    {
        Feed = new CoinbaseFeed(
            options with { Told = _told.Enqueue },
            new FeedPublisherOptions
            {
                Server = server.GrpcAddress,
                Provider = CoinbaseFeed.DefaultProvider,
                BackoffInitial = TimeSpan.FromMilliseconds(20),
                BackoffMax = TimeSpan.FromMilliseconds(100),
            });
        Running = Feed.RunAsync(_stop.Token);
    }

    public CoinbaseFeed Feed { get; }

    public Task<bool> Running { get; }

    public IReadOnlyCollection<string> Told => _told;

    public async Task<FeedTotals> StopAsync()
    {
        await _stop.CancelAsync();
        Assert.True(await Running);
        return Feed.Totals;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(Running);
        await Feed.DisposeAsync();
        _stop.Dispose();
    }
}
