using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QuoteStream.Client.Feeds;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>One page of a real browser with more streams than HTTP/1.1 would let it have, over TLS.</summary>
public sealed class HttpTwoPageTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    private const int Streams = 120;

    private const int LongSymbols = 400;

    // Each stream follows a symbol of its own; window.bids has the newest of each.
    private const string Open = """
        count => {
            window.bids = new Array(count).fill(null);
            window.sources = window.bids.map((_, i) => {
                const source = new EventSource(`/v1/stream?symbols=S${i}&maxRate=max`);
                source.addEventListener('quote', e => { window.bids[i] = JSON.parse(e.data).bid; });
                return source;
            });
        }
        """;

    private const string CountAt = "bid => window.bids.filter(b => b === bid).length";

    private const string Protocols = """
        async () => {
            await (await fetch('/v1/quotes?symbols=S0')).json();
            return performance.getEntriesByType('resource').filter(e => e.name.includes('/v1/quotes')).map(e => e.nextHopProtocol).join();
        }
        """;

    // Takes the headers and never asks for the body.
    private const string Stall = "async symbols => { window.stalled = await fetch(`/v1/stream?maxRate=max&symbols=${symbols}`); return window.stalled.status; }";

    [FactNeeds(Need.Chromium)]
    public async Task A_hundred_streams_of_a_page_flow_on_one_connection_each_on_its_own()
    {
        using var certificate = new ServerCertificate();
        await using var server = await RunningServer.StartAsync([.. certificate.Settings, ("Streaming:WriteTimeout", "00:00:03")]);
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "edge", Venue = "XNAS", PriceExponent = -2,
        });
        await PublishAsync(publisher, "S", Streams, bid: 100);
        await using var page = await browser.OpenAsync(
            new Uri(server.HttpsAddress, "/healthz/live"), new BrowserNewContextOptions { IgnoreHTTPSErrors = true });

        await page.Page.EvaluateAsync(Open, Streams);
        await Eventually.True(() => IsAtAsync(page, 1m, Streams));
        Assert.Equal(Streams, StreamsOf(server).OpenNow);

        // Another request gets through beside streams that never end.
        Assert.Equal("h2", await page.Page.EvaluateAsync<string>(Protocols));

        await page.Page.EvaluateAsync("() => window.sources[7].close()");
        await Eventually.True(() => StreamsOf(server).OpenNow == Streams - 1);
        await PublishAsync(publisher, "S", Streams, bid: 200);
        await Eventually.True(() => IsAtAsync(page, 2m, Streams - 1));

        await AssertStalledStreamEndsAloneAsync(server, publisher, page);
        Assert.Equal(1, StreamsOf(server).ClosedTotal(StreamEnd.Client));
        Assert.Equal(0, StreamsOf(server).ClosedTotal(StreamEnd.Error));
    }

    private static async Task AssertStalledStreamEndsAloneAsync(RunningServer server, FeedPublisher publisher, PageView page)
    {
        var symbols = string.Join(',', Enumerable.Range(0, LongSymbols).Select(i => $"LONG{i}"));
        Assert.Equal(200, await page.Page.EvaluateAsync<int>(Stall, symbols));
        var bid = 1_000L;
        while (StreamsOf(server).ClosedTotal(StreamEnd.Slow) == 0)
        {
            bid++;
            await PublishAsync(publisher, "LONG", LongSymbols, bid);
            if (bid % 50 == 0)
            {
                await PublishAsync(publisher, "S", Streams, bid);
                await Eventually.True(() => IsAtAsync(page, bid / 100m, Streams - 1));
            }
        }

        await PublishAsync(publisher, "S", Streams, bid: 100_000);
        await Eventually.True(() => IsAtAsync(page, 1_000m, Streams - 1));
        Assert.Equal(Streams - 1, StreamsOf(server).OpenNow);
    }

    private static StreamCounters StreamsOf(RunningServer server) => server.Services.GetRequiredService<QuoteStreamMetrics>().Streams;

    private static async Task<bool> IsAtAsync(PageView page, decimal bid, int count) =>
        await page.Page.EvaluateAsync<int>(CountAt, (double)bid) == count;

    private static async Task PublishAsync(FeedPublisher publisher, string prefix, int count, long bid)
    {
        var batch = new TickBatch();
        for (var i = 0; i < count; i++)
        {
            batch.AddQuote(System.Text.Encoding.ASCII.GetBytes($"{prefix}{i}"), Nanos.Now, bid, 100, bid + 1, 200);
        }

        await publisher.PublishAsync(batch);
    }
}
