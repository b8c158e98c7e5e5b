using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>A page in a browser context that has seen nothing before. Disposing closes it, so that it leaves its server alone.</summary>
public sealed class PageView : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly ConcurrentQueue<string> _faults = new();

    private PageView(IPage page, Uri server)
    {
        _server = server;
        Page = page;
        page.PageError += (_, fault) => _faults.Enqueue(fault);
        page.Console += (_, message) => Note(message);
        page.Request += (_, request) => Note(request);
    }

    public IPage Page { get; }

    /// <summary>What the page printed as an error or a warning, threw, or asked of anyone but its server.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <param name="prepare">Runs before anything is loaded.</param>
    public static async Task<PageView> OpenAsync(IBrowserContext context, Uri server, Func<IPage, Task>? prepare)
    {
        var view = new PageView(await context.NewPageAsync(), server);
        if (prepare is not null)
        {
            await prepare(view.Page);
        }

        await view.Page.GotoAsync(server.AbsoluteUri);
        return view;
    }

    public ILocator At(string selector) => Page.Locator(selector);

    public ILocator Row(string symbol) => Page.Locator($"#rows tr[data-symbol='{symbol}']");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
        {
            _faults.Enqueue($"{message.Type}: {message.Text}");
        }
    }

    private void Note(IRequest request)
    {
        if (!request.Url.StartsWith(_server.AbsoluteUri, StringComparison.Ordinal))
        {
            _faults.Enqueue($"asked for {request.Url}");
        }
    }
}
