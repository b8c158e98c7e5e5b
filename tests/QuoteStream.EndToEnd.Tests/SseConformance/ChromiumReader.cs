using System.Text.Json;
using Microsoft.Playwright;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Chromium's EventSource, in a page that comes from where the stream does.</summary>
internal sealed class ChromiumReader(PageView view) : ISseReader
{
    private const string Open = """
        ([url, names]) => {
            window.source?.close();
            const source = new EventSource(url);
            const events = [];
            const state = { ends: 0, isClosed: false };
            for (const name of names) {
                source.addEventListener(name, event => {
                    if (event.data !== undefined) {
                        events.push([name, event.data, event.lastEventId]);
                    } else if (name === 'error') {
                        state.ends++;
                        state.isClosed = source.readyState === EventSource.CLOSED;
                    }
                });
            }
            Object.assign(window, { source, events, state });
        }
        """;

    private readonly List<ParsedEvent> _events = [];

    private IPage Page => view.Page;

    /// <param name="origin">Of the streams that it will read.</param>
    public static async Task<ChromiumReader> CreateAsync(PageBrowser browser, Uri origin) =>
        new(await browser.OpenAsync(new Uri(origin, "/healthz/live")));

    public async Task OpenAsync(Uri stream)
    {
        _events.Clear();
        await Page.EvaluateAsync(Open, new object[] { stream.AbsoluteUri, ListenedNames.All });
    }

    public async Task<IReadOnlyList<ParsedEvent>> EventsAsync()
    {
        var text = await Page.EvaluateAsync<string>("from => JSON.stringify(window.events.slice(from))", _events.Count);
        _events.AddRange(JsonElement.Parse(text).EnumerateArray()
            .Select(line => new ParsedEvent(line[0].GetString()!, line[1].GetString()!, line[2].GetString()!)));
        return [.. _events];
    }

    public Task<int> EndsAsync() => Page.EvaluateAsync<int>("() => window.state.ends");

    public Task<bool> IsClosedAsync() => Page.EvaluateAsync<bool>("() => window.state.isClosed");

    public ValueTask DisposeAsync() => view.DisposeAsync();
}
