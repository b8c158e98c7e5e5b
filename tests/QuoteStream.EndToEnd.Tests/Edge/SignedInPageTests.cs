using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Server.Security;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>A real browser's EventSource, with a cookie and with a ticket, where quotes need a token.</summary>
public sealed class SignedInPageTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    // Opens the stream, lets the server end it, and answers once the browser has come back by itself.
    private const string Follow = """
        url => new Promise(done => {
            let hellos = 0;
            const source = new EventSource(url);
            source.addEventListener('hello', () => { if (++hellos === 2) { source.close(); done('came back'); } });
            source.onerror = () => { if (source.readyState === EventSource.CLOSED) done('refused'); };
        })
        """;

    private const string Send = """
        async ([method, path, token]) => {
            const response = await fetch(path, { method, headers: token ? { Authorization: `Bearer ${token}` } : {} });
            return `${response.status} ${await response.text()}`;
        }
        """;

    [TheoryNeeds(Need.Chromium)]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_session_streams_without_tls_on_this_machine_until_it_is_signed_out(string host)
    {
        await using var server = await StartAsync();
        await using var page = await browser.OpenAsync(new UriBuilder(server.HttpAddress) { Host = host, Path = "/favicon.svg" }.Uri);

        Assert.Equal("refused", await page.Page.EvaluateAsync<string>(Follow, "/v1/stream?symbols=AAPL"));
        Assert.StartsWith("200 ", await SendAsync(page, "POST", "/v1/session", TokenOf(server)));
        Assert.Equal("came back", await page.Page.EvaluateAsync<string>(Follow, "/v1/stream?symbols=AAPL"));
        Assert.Equal("", await page.Page.EvaluateAsync<string>("() => document.cookie ?? ''"));
        Assert.StartsWith("204 ", await SendAsync(page, "DELETE", "/v1/session"));
        Assert.Equal("refused", await page.Page.EvaluateAsync<string>(Follow, "/v1/stream?symbols=AAPL"));
    }

    [FactNeeds(Need.Chromium)]
    public async Task A_ticket_streams_and_is_good_for_coming_back()
    {
        await using var server = await StartAsync();
        await using var page = await browser.OpenAsync(new Uri(server.HttpAddress, "/favicon.svg"));

        var answer = await SendAsync(page, "POST", "/v1/tickets", TokenOf(server));
        var ticket = answer.Split('"')[3];

        Assert.StartsWith("201 ", answer);
        Assert.Equal("came back", await page.Page.EvaluateAsync<string>(Follow, $"/v1/stream?symbols=AAPL&ticket={ticket}"));
        Assert.Equal("refused", await page.Page.EvaluateAsync<string>(Follow, "/v1/stream?symbols=AAPL&ticket=another"));
    }

    private static Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(("environment", "Production"), ("Streaming:MaxStreamAge", "00:00:01"));

    private static string TokenOf(RunningServer server) =>
        server.Services.GetRequiredService<LocalIssuer>().Sign("alice", Scope.QuotesRead);

    private static Task<string> SendAsync(PageView page, string method, string path, string token = "") =>
        page.Page.EvaluateAsync<string>(Send, new[] { method, path, token });
}
