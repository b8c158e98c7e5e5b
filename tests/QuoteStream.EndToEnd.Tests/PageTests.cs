using Microsoft.Playwright;
using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;
using static Microsoft.Playwright.Assertions;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>The page at <c>/</c> in a real browser, from provider to pixel.</summary>
public class PageTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    private const string HostileName = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";

    [FactNeeds(Need.Chromium)]
    public async Task The_table_fills_and_changes_on_its_own()
    {
        await using var server = await RunningServer.StartAsync(("Demo:Enabled", "true"));
        await using var page = await browser.OpenAsync(server.HttpAddress);

        await Expect(page.At("#rows tr")).Not.ToHaveCountAsync(0);
        await Expect(page.At("#connection-text")).ToHaveTextAsync("Live");
        await Expect(page.At("#simulated")).ToBeVisibleAsync();
        await Expect(page.At("#simulated")).ToContainTextAsync("Simulated market");

        var nvidia = page.Row("NVDA");
        await Expect(nvidia.Locator(".name")).ToHaveTextAsync("NVIDIA Corporation");
        await Expect(nvidia.Locator(".bid .price")).ToHaveTextAsync(PagePatterns.Price());
        await Expect(nvidia.Locator(".ask .price")).ToHaveTextAsync(PagePatterns.Price());
        await Expect(nvidia.Locator(".last .price")).ToHaveTextAsync(PagePatterns.Price());
        await Expect(nvidia.Locator(".percent")).ToHaveTextAsync(PagePatterns.Percent());
        var volume = await nvidia.Locator(".volume").InnerTextAsync();
        await Expect(nvidia.Locator(".volume")).Not.ToHaveTextAsync(volume);
        await Expect(page.At("#granted")).ToHaveTextAsync("4/s");
        await Expect(page.At("#received")).ToHaveTextAsync(PagePatterns.Rate());
        Assert.Empty(page.Faults);
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_picked_symbol_has_its_trades_on_the_tape_and_a_picked_rate_is_granted()
    {
        await using var server = await RunningServer.StartAsync(("Demo:Enabled", "true"));
        await using var page = await browser.OpenAsync(server.HttpAddress);
        var first = page.At("#rows button[aria-pressed=true]");
        await Expect(first).ToHaveCountAsync(1);
        await first.ClickAsync();
        await Expect(page.At("#tape tr")).ToHaveCountAsync(0);

        await page.Row("TSLA").Locator("button").ClickAsync();
        await Expect(page.At("#tape-symbols")).ToHaveTextAsync("TSLA");
        await Expect(page.At("#tape tr").First.Locator("td").Nth(1)).ToHaveTextAsync("TSLA");

        await page.Page.GetByText("10", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Expect(page.At("#granted")).ToHaveTextAsync("10/s");

        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("apple");
        await Expect(page.At("#rows tr:visible")).ToHaveCountAsync(1);
        await Expect(page.Row("AAPL")).ToBeVisibleAsync();
        Assert.Empty(page.Faults);
    }

    [FactNeeds(Need.Chromium)]
    public async Task The_page_comes_back_by_itself_when_another_server_takes_over()
    {
        var samePort = ("Kestrel:Endpoints:Http:Url", LastingPort.TakeUrl());
        await using var server = await RunningServer.StartAsync(("Demo:Enabled", "true"), ("Streaming:DrainPeriod", "00:00:00"), samePort);
        await using var page = await browser.OpenAsync(server.HttpAddress);
        await Expect(page.Row("NVDA").Locator(".volume")).ToHaveTextAsync(PagePatterns.Number());

        await server.StopAsync();
        await Expect(page.At("#connection-text")).ToHaveTextAsync("Reconnecting");
        await Expect(page.At("#notice")).ToContainTextAsync("may be old");

        var volume = await page.Row("NVDA").Locator(".volume").InnerTextAsync();
        await using var next = await RunningServer.StartAsync(("Demo:Enabled", "true"), samePort);
        await Expect(page.At("#connection-text")).ToHaveTextAsync("Live");
        await Expect(page.At("#notice")).ToBeHiddenAsync();
        await Expect(page.Row("NVDA").Locator(".volume")).Not.ToHaveTextAsync(volume);

        // The browser itself prints that it found nobody there.
        Assert.All(page.Faults, fault => Assert.Contains("net::ERR_", fault));
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_stream_that_falls_silent_is_given_up_for_a_new_one()
    {
        // Two heartbeats of 15 s and a half without a word, and the wait before the next attempt.
        const int SilenceMillis = 40_000;
        var streams = 0;
        await using var server = await RunningServer.StartAsync(("Demo:Enabled", "true"));
        await using var page = await browser.OpenAsync(server.HttpAddress, prepare: async blank =>
        {
            await blank.Clock.InstallAsync();
            // The first stream is never answered; each request is counted on the browser's own thread.
            await blank.RouteAsync("**/v1/stream?*", route => Interlocked.Increment(ref streams) == 1 ? Task.CompletedTask : route.ContinueAsync());
        });
        // Written by the browser's thread, as said above.
        await Eventually.True(() => Volatile.Read(ref streams) == 1);
        await Expect(page.At("#connection-text")).ToHaveTextAsync("Connecting");

        await page.Page.Clock.FastForwardAsync(SilenceMillis);

        await Expect(page.At("#connection-text")).ToHaveTextAsync("Live");
        Assert.Empty(page.Faults);
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_hostile_name_is_shown_as_text()
    {
        await using var server = await RunningServer.StartAsync();
        await using var page = await browser.OpenAsync(server.HttpAddress);
        await using var publisher = new FeedPublisher(Options(server));
        var batch = new TickBatch();
        batch.AddReference("EVIL"u8, Now, new Reference { Name = HostileName });
        batch.AddQuote("EVIL"u8, Now, 10_0000, 100, 10_0100, 200);
        await publisher.PublishAsync(batch);

        await Expect(page.Row("EVIL").Locator(".name")).ToHaveTextAsync(HostileName);
        await Expect(page.Row("EVIL").Locator(".ask .price")).ToHaveTextAsync("10.01");
        await Expect(page.At("#simulated")).ToBeHiddenAsync();
        await Expect(page.At("#rows img, #rows script")).ToHaveCountAsync(0);
        await Expect(page.Page).ToHaveTitleAsync("QuoteStream");
        Assert.Empty(page.Faults);
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_halt_a_crossed_market_and_a_lost_feed_are_marked_and_say_why()
    {
        await using var server = await RunningServer.StartAsync();
        var publisher = new FeedPublisher(Options(server));
        var batch = new TickBatch();
        batch.AddQuote("HALT"u8, Now, 10_0000, 100, 10_0100, 200);
        batch.AddQuote("CROS"u8, Now, 10_0200, 100, 10_0300, 200);
        batch.AddQuote("CROS"u8, Now, 10_0000, 100, 10_0100, 200, "ARCX"u8);
        await publisher.PublishAsync(batch);
        await using var page = await browser.OpenAsync(server.HttpAddress);
        await Expect(page.Row("HALT").Locator(".badge")).ToHaveTextAsync("Trading");
        await Expect(page.Row("CROS").Locator(".badge")).ToHaveTextAsync("Crossed");

        batch.Clear();
        batch.AddStatus("HALT"u8, Now, TradingState.Halted, "T1"u8);
        await publisher.PublishAsync(batch);
        await Expect(page.Row("HALT").Locator(".badge")).ToHaveTextAsync("Halted");
        await Expect(page.Row("HALT").Locator(".reason")).ToHaveTextAsync("news pending (T1)");
        await Expect(page.Row("HALT")).ToHaveAttributeAsync("data-state", "halted");

        await publisher.DisposeAsync();
        await Expect(page.Row("CROS").Locator(".badge")).ToHaveTextAsync("Stale");
        await Expect(page.Row("CROS").Locator(".reason")).ToHaveTextAsync("feed is down");
        await Expect(page.Row("HALT").Locator(".reason")).ToHaveTextAsync("feed is down; halted");
        Assert.Empty(page.Faults);
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_phone_shows_the_table_without_scrolling_sideways_and_marks_what_is_halted()
    {
        await using var server = await RunningServer.StartAsync();
        await using var publisher = new FeedPublisher(Options(server));
        var batch = new TickBatch();
        batch.AddQuote("HALT"u8, Now, 10_0000, 100, 10_0100, 200);
        batch.AddStatus("HALT"u8, Now, TradingState.Halted, "T1"u8);
        await publisher.PublishAsync(batch);
        await using var page = await browser.OpenAsync(
            server.HttpAddress, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 } });

        await Expect(page.Row("HALT").Locator("th")).ToHaveAttributeAsync("data-mark", "Halted");
        Assert.True(await page.Page.EvaluateAsync<bool>(
            "() => [document.documentElement, document.querySelector('.quotes')].every(box => box.scrollWidth <= box.clientWidth)"));
    }

    private static ulong Now => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    private static FeedPublisherOptions Options(RunningServer server) =>
        new() { Server = server.GrpcAddress, Provider = "page-tests", Venue = "XNAS", PriceExponent = -4 };
}
