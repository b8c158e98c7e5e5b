using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>A page of one origin, in a real browser, uses the server at another.</summary>
public sealed class CrossOriginTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    // The server ends the stream after a moment, so that the browser comes back by itself; that it has the id is seen in "resume".
    private const string Follow = """
        url => new Promise((done, fail) => {
            const seen = { hellos: [], bids: [], lastId: null };
            const source = new EventSource(url, { withCredentials: true });
            source.addEventListener('hello', e => { seen.hellos.push(JSON.parse(e.data).resume); finish(); });
            source.addEventListener('quote', e => { seen.bids.push(JSON.parse(e.data).bid); finish(); });
            source.addEventListener('ready', e => { seen.lastId = e.lastEventId; });
            source.onerror = () => { if (source.readyState === EventSource.CLOSED) fail(new Error('closed')); };
            function finish() {
                if (seen.hellos.length > 1 && seen.bids.length > 0) { source.close(); done(JSON.stringify(seen)); }
            }
        })
        """;

    // Answers with the status and the first bytes of the body, or with the error's name.
    private const string Ask = """
        async ([url, init]) => {
            try {
                const response = await fetch(url, { credentials: 'include', ...JSON.parse(init) });
                const { value } = await response.body.getReader().read();
                return `${response.status} ${response.headers.get('content-type')} ${new TextDecoder().decode(value)}`;
            } catch (fault) {
                return fault.name;
            }
        }
        """;

    // An EventSource that is refused is closed for good.
    private const string Try = """
        url => new Promise(done => {
            const source = new EventSource(url, { withCredentials: true });
            source.addEventListener('hello', () => done('open'));
            source.onerror = () => { source.close(); done('refused'); };
        })
        """;

    [FactNeeds(Need.Chromium)]
    public async Task An_event_source_with_credentials_streams_and_resumes()
    {
        await using var site = await BlankSite.StartAsync();
        await using var server = await RunningServer.StartAsync(("Cors:Origins", site.Origin), ("Streaming:MaxStreamAge", "00:00:02"));
        await using var publisher = await PublishAsync(server);
        await using var page = await browser.OpenAsync(site.Address);

        var seen = JsonDocument.Parse(
            await page.Page.EvaluateAsync<string>(Follow, new Uri(server.HttpAddress, "/v1/stream?symbols=AAPL").AbsoluteUri)).RootElement;

        Assert.Equal("none", seen.GetProperty("hellos")[0].GetString());
        Assert.NotEqual("none", seen.GetProperty("hellos")[1].GetString());
        Assert.Equal(189.12m, seen.GetProperty("bids")[0].GetDecimal());
        Assert.NotEmpty(seen.GetProperty("lastId").GetString()!);
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_script_may_send_the_headers_that_it_needs_and_read_errors()
    {
        await using var site = await BlankSite.StartAsync();
        await using var server = await RunningServer.StartAsync(("Cors:Origins", site.Origin));
        await using var page = await browser.OpenAsync(site.Address);

        var stream = await AskAsync(page, server, "/v1/stream?symbols=AAPL", new { headers = Header("Last-Event-ID", new string('x', 200)) });
        var bearer = await AskAsync(page, server, "/v1/quotes?symbols=AAPL", new { headers = Header("Authorization", "Bearer x") });
        var wrong = await AskAsync(page, server, "/v1/stream", new { });
        var json = Header("Content-Type", "application/json");
        json["Idempotency-Key"] = "1";
        var change = await AskAsync(page, server, "/v1/nowhere", new { method = "PATCH", body = "{}", headers = json });

        Assert.StartsWith("200 text/event-stream retry: ", stream);
        Assert.StartsWith("401 application/problem+json {", bearer);
        Assert.StartsWith("400 application/problem+json {", wrong);
        Assert.StartsWith("404 application/problem+json {", change);
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_page_of_an_origin_that_is_not_allowed_gets_nothing()
    {
        await using var site = await BlankSite.StartAsync();
        await using var allowed = await BlankSite.StartAsync();
        await using var server = await RunningServer.StartAsync(("Cors:Origins", allowed.Origin));
        await using var page = await browser.OpenAsync(site.Address);
        var stream = new Uri(server.HttpAddress, "/v1/stream?symbols=AAPL").AbsoluteUri;

        Assert.Equal("refused", await page.Page.EvaluateAsync<string>(Try, stream));
        Assert.Equal("TypeError", await AskAsync(page, server, "/v1/quotes?symbols=AAPL", new { }));
        await page.Page.GotoAsync(allowed.Address.AbsoluteUri);
        Assert.Equal("open", await page.Page.EvaluateAsync<string>(Try, stream));
    }

    private static Dictionary<string, string> Header(string name, string value) => new() { [name] = value };

    private static Task<string> AskAsync(PageView page, RunningServer server, string path, object init) =>
        page.Page.EvaluateAsync<string>(Ask, new[] { new Uri(server.HttpAddress, path).AbsoluteUri, JsonSerializer.Serialize(init) });

    private static async Task<FeedPublisher> PublishAsync(RunningServer server)
    {
        var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "edge", Venue = "XNAS", PriceExponent = -2,
        });
        var batch = new TickBatch();
        batch.AddQuote("AAPL"u8, Nanos.Now, 18912, 300, 18914, 200);
        await publisher.PublishAsync(batch);
        return publisher;
    }
}
