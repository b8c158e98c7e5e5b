using Microsoft.Playwright;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>One headless Chromium for all tests of a class; each test has a page of its own.</summary>
public sealed class PageBrowser : IAsyncLifetime
{
    private static readonly float TimeoutMillis = (float)Eventually.DefaultTimeout.TotalMilliseconds;

    // It talks to nobody but the server under test.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        // Without it the tests are skipped one by one, with a message; the class is set up all the same.
        if (!File.Exists(Need.Chromium))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions 
        {
            ExecutablePath = Need.Chromium,
            Args = Arguments,
            Timeout = TimeoutMillis,
        });
    }

    /// <summary>Opens the server's page.</summary>
    /// <inheritdoc cref="PageView.OpenAsync"/>
    public async Task<PageView> OpenAsync(Uri server, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
    {
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(TimeoutMillis);
        Assertions.SetDefaultExpectTimeout(TimeoutMillis);
        return await PageView.OpenAsync(context, server, prepare);
    }

    /// <summary>The processes that run the pages, of all contexts; a spare one may be among them.</summary>
    public async Task<IReadOnlyList<int>> RendererProcessesAsync()
    {
        var session = await _browser!.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        await session.DetachAsync();
        return [.. answer!.Value.GetProperty("processInfo").EnumerateArray()
            .Where(process => process.GetProperty("type").GetString() == "renderer").Select(process => process.GetProperty("id").GetInt32())];
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
