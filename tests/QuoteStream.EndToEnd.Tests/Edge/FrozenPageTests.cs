using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Client.Feeds;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>A tab that the browser has put to sleep keeps its connection and reads nothing, for longer than the server waits.</summary>
public sealed class FrozenPageTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    private const int Symbols = 200;

    private const string Open = """
        url => {
            const state = { hellos: [], bids: {}, snapshot: {}, isReady: false };
            const source = new EventSource(url);
            source.addEventListener('hello', e => {
                state.hellos.push(JSON.parse(e.data).resume);
                state.snapshot = {};
                state.isReady = false;
            });
            source.addEventListener('ready', () => { state.isReady = true; });
            source.addEventListener('quote', e => {
                const { symbol, bid } = JSON.parse(e.data);
                state.bids[symbol] = bid;
                if (!state.isReady) {
                    state.snapshot[symbol] = (state.snapshot[symbol] ?? 0) + 1;
                }
            });
            Object.assign(window, { source, state });
        }
        """;

    [FactNeeds(Need.Chromium)]
    public async Task Thawed_it_is_current_after_one_reconnection_with_one_quote_per_symbol()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:WriteTimeout", "00:00:01"), ("Streaming:HighestMaxRate", "100"));
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "frozen", Venue = "XNAS", PriceExponent = -2,
        });
        var streams = server.Services.GetRequiredService<QuoteStreamMetrics>().Streams;
        await PublishAsync(publisher, 100);
        await Eventually.True(() => publisher.Totals.Applied == Symbols);
        await using var page = await browser.OpenAsync(new Uri(server.HttpAddress, "/healthz/live"));
        await page.Page.EvaluateAsync(Open, $"/v1/stream?maxRate=max&symbols={string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"S{i}"))}");
        await Eventually.True(() => page.Page.EvaluateAsync<bool>("() => window.state.isReady"));

        var renderers = await browser.RendererProcessesAsync();
        await SignalAsync("STOP", renderers);
        try
        {
            // Until nothing on the way takes any more, and the write has waited for too long.
            var round = 0;
            await Eventually.True(async () =>
            {
                await PublishAsync(publisher, 101 + (round++ % 1_000));
                return streams.ClosedTotal(StreamEnd.Slow) == 1;
            });
            await PublishAsync(publisher, 9_999);
            await Eventually.True(() => publisher.Totals.Applied == publisher.Totals.Sent);
        }
        finally
        {
            await SignalAsync("CONT", renderers);
        }

        await Eventually.True(async () => await StateAsync(page) is var state && state.GetProperty("hellos").GetArrayLength() > 1 && AllAt(state, 99.99m));
        var thawed = await StateAsync(page);
        Assert.Equal(["none", "delta"], thawed.GetProperty("hellos").EnumerateArray().Select(resume => resume.GetString()));
        Assert.Equal(Enumerable.Repeat(1, Symbols), thawed.GetProperty("snapshot").EnumerateObject().Select(count => count.Value.GetInt32()));

        await PublishAsync(publisher, 200);
        await Eventually.True(async () => AllAt(await StateAsync(page), 2m));
        Assert.Equal(2, (await StateAsync(page)).GetProperty("hellos").GetArrayLength());
        Assert.Equal(1, streams.ClosedTotal(StreamEnd.Slow));
    }

    private static bool AllAt(JsonElement state, decimal bid) =>
        state.GetProperty("bids").EnumerateObject().ToArray() is { Length: Symbols } bids && bids.All(symbol => symbol.Value.GetDecimal() == bid);

    private static async Task<JsonElement> StateAsync(PageView page) =>
        JsonElement.Parse(await page.Page.EvaluateAsync<string>("() => JSON.stringify(window.state)"));

    private static async Task PublishAsync(FeedPublisher publisher, long bid)
    {
        var batch = new TickBatch();
        for (var i = 0; i < Symbols; i++)
        {
            batch.AddQuote(System.Text.Encoding.ASCII.GetBytes($"S{i}"), Nanos.Now, bid, 100, bid + 1, 200);
        }

        await publisher.PublishAsync(batch);
    }

    private static async Task SignalAsync(string name, IReadOnlyList<int> processes)
    {
        using var kill = Process.Start("kill", [$"-{name}", .. processes.Select(id => $"{id}")]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
