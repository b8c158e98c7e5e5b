using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QuoteStream.Client.Feeds;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>A real browser, which asks for compressed streams by itself.</summary>
public sealed class CompressedPageTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    private const string Open = """
        () => {
            const state = { bid: null, goodbyes: 0, hellos: 0 };
            const source = new EventSource('/v1/stream?symbols=AAPL&maxRate=max');
            source.addEventListener('hello', () => { state.hellos++; });
            source.addEventListener('quote', e => { state.bid = JSON.parse(e.data).bid; });
            source.addEventListener('goodbye', () => { state.goodbyes++; });
            Object.assign(window, { source, state });
        }
        """;

    private const string Encoding =
        "async () => { const r = await fetch('/v1/stream?symbols=AAPL'); const e = r.headers.get('content-encoding'); await r.body.cancel(); return e; }";

    [TheoryNeeds(Need.Chromium)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventSource_gets_each_quote_when_it_is_written_and_comes_back_after_the_goodbye(bool isSecure)
    {
        using var certificate = new ServerCertificate();
        await using var server = await RunningServer.StartAsync(
            [.. certificate.Settings, ("Streaming:Compression", "true"), ("Streaming:MaxStreamAge", "00:00:05")]);
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "edge", Venue = "XNAS", PriceExponent = -2,
        });
        await using var page = await browser.OpenAsync(
            new Uri(isSecure ? server.HttpsAddress : server.HttpAddress, "/healthz/live"), new BrowserNewContextOptions { IgnoreHTTPSErrors = true });
        Assert.Equal("gzip", await page.Page.EvaluateAsync<string>(Encoding));

        await page.Page.EvaluateAsync(Open);
        for (var bid = 100; bid < 120; bid++)
        {
            // The next is not published before this one is in the page.
            await PublishAsync(publisher, bid);
            await Eventually.True(async () => await page.Page.EvaluateAsync<double?>("() => window.state.bid") == bid / 100d);
        }

        await Eventually.True(() => page.Page.EvaluateAsync<bool>("() => window.state.goodbyes > 0 && window.state.hellos > 1"));
        await PublishAsync(publisher, 150);
        await Eventually.True(async () => await page.Page.EvaluateAsync<double?>("() => window.state.bid") == 1.5);
        await page.Page.EvaluateAsync("() => window.source.close()");
        var streams = server.Services.GetRequiredService<QuoteStreamMetrics>().Streams;
        await Eventually.True(() => streams.OpenNow == 0);
        Assert.Equal(0, streams.ClosedTotal(StreamEnd.Error));
    }

    private static async Task PublishAsync(FeedPublisher publisher, long bid)
    {
        var batch = new TickBatch();
        batch.AddQuote("AAPL"u8, Nanos.Now, bid, 100, 200, 200);
        await publisher.PublishAsync(batch);
    }
}
