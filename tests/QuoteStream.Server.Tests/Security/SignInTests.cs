using System.Net;
using System.Text.Json;
using QuoteStream.Server.Security;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>Tickets and sessions over HTTP.</summary>
public sealed class SignInTests
{
    private const string Stream = "/v1/stream?symbols=AAPL";

    [Fact]
    public async Task A_ticket_opens_a_stream_more_than_once_and_nothing_else()
    {
        await using var server = await StartAsync();
        var token = server.Token("alice", Scope.QuotesRead);

        using var answer = await server.SendAsync("POST", "/v1/tickets", token);
        var ticket = await ReadAsync(answer);
        var text = ticket.GetProperty("ticket").GetString()!;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.True(ticket.GetProperty("expires").GetInt64() > DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000);
        for (var i = 0; i < 2; i++)
        {
            await using var stream = await EventReader.OpenAsync(server.Http, $"symbols=AAPL&ticket={text}");
            var hello = await stream.NextAsync("hello");
            Assert.Equal(ticket.GetProperty("expires").GetInt64(), hello.GetProperty("expires").GetInt64());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "GET", $"/v1/quotes?symbols=AAPL&ticket={text}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "POST", $"/v1/tickets?ticket={text}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "GET", $"{Stream}&ticket={text[..^1]}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "POST", "/v1/tickets"));
    }

    [Fact]
    public async Task A_ticket_allows_no_more_than_its_token()
    {
        await using var server = await StartAsync();
        using var answer = await server.SendAsync("POST", "/v1/tickets", server.Token("alice", Scope.PortfolioRead));
        var ticket = (await ReadAsync(answer)).GetProperty("ticket").GetString();

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "GET", $"{Stream}&ticket={ticket}"));
    }

    [Fact]
    public async Task A_session_is_a_cookie_that_no_script_and_no_other_site_gets()
    {
        await using var server = await StartAsync();
        using var answer = await server.SendAsync("POST", "/v1/session", server.Token("alice", Scope.QuotesRead));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var parts = Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split("; ").Select(part => part.ToLowerInvariant()).ToArray();
        Assert.StartsWith("__host-quotestream=", parts[0]);
        Assert.Contains("secure", parts);
        Assert.Contains("httponly", parts);
        Assert.Contains("samesite=strict", parts);
        Assert.Contains("path=/", parts);
        Assert.Contains(parts, part => part.StartsWith("expires=", StringComparison.Ordinal));
        Assert.DoesNotContain(parts, part => part.StartsWith("domain=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_reads_and_streams_until_it_is_signed_out()
    {
        await using var server = await StartAsync();
        var cookie = await SignInAsync(server, "alice", Scope.QuotesRead);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/v1/quotes?symbols=AAPL", cookie));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", Stream, cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "POST", "/v1/tickets", cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "DELETE", "/v1/session", cookie, "Sec-Fetch-Site: same-site"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", Stream, cookie));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, "DELETE", "/v1/session", cookie, "Sec-Fetch-Site: same-origin"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "GET", Stream, cookie));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, "DELETE", "/v1/session"));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-origin", HttpStatusCode.NoContent)]
    [InlineData("Origin: SELF", HttpStatusCode.NoContent)]
    [InlineData("Origin: https://app.example.com", HttpStatusCode.NoContent)]
    [InlineData("Sec-Fetch-Site: same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site: cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site: none", HttpStatusCode.Forbidden)]
    [InlineData("Origin: https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin: null", HttpStatusCode.Forbidden)]
    [InlineData("X-None: 1", HttpStatusCode.Forbidden)]
    public async Task A_change_with_a_cookie_must_come_from_a_page_of_this_server(string header, HttpStatusCode expected)
    {
        await using var server = await StartAsync(("Cors:Origins", "https://app.example.com"));
        var cookie = await SignInAsync(server, "alice", Scope.QuotesRead);
        await using var stream = await EventReader.OpenAsync(server.Http, $"symbols=AAPL&ticket={await TicketAsync(server, "alice")}");
        var id = (await stream.NextAsync("hello")).GetProperty("streamId").GetString();

        var status = await StatusAsync(
            server, "DELETE", $"/v1/streams/{id}", cookie, header.Replace("SELF", server.HttpAddress.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task A_token_in_the_query_is_for_streams_where_it_is_allowed()
    {
        await using var closed = await StartAsync();
        await using var open = await StartAsync(("Auth:AllowTokenInQuery", "true"));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(closed, "GET", $"{Stream}&access_token={closed.Token("alice", Scope.QuotesRead)}"));
        var token = open.Token("alice", Scope.QuotesRead);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(open, "GET", $"{Stream}&access_token={token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(open, "GET", $"{Stream}&access_token={token}x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(open, "GET", $"/v1/quotes?symbols=AAPL&access_token={token}"));
    }

    [Fact]
    public async Task A_cookie_that_is_no_longer_good_is_none_where_none_is_needed()
    {
        await using var server = await RunningServer.StartAsync();
        const string Stale = "Cookie: __Host-quotestream=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", Stream, Stale));
        using var bearer = await server.SendAsync("GET", Stream, "nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
    }

    [Fact]
    public async Task Who_asks_for_too_much_waits()
    {
        await using var server = await StartAsync(("Auth:MaxTicketsPerMinute", "3"), ("Auth:MaxFailuresPerMinute", "3"));
        var alice = server.Token("alice", Scope.QuotesRead);
        await UntilTooManyAsync(() => server.SendAsync("POST", "/v1/tickets", alice), HttpStatusCode.Created);
        await UntilTooManyAsync(() => server.SendAsync("GET", Stream, "nonsense"), HttpStatusCode.Unauthorized);

        // Nobody else does.
        using var bob = await server.SendAsync("POST", "/v1/session", server.Token("bob", Scope.QuotesRead));
        Assert.Equal(HttpStatusCode.OK, bob.StatusCode);
        using var good = await server.SendAsync("GET", Stream, alice);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task Neither_tickets_nor_tokens_are_logged_however_much_is()
    {
        await using var server = await ServerProcess.StartAsync(
            ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"), ("Logging:Console:LogLevel:Default", "Trace"),
            ("Auth:AllowTokenInQuery", "true"));
        using var http = new HttpClient { BaseAddress = server.HttpAddress };

        using var ticket = await http.GetAsync($"{Stream}&ticket=SECRETTICKET");
        using var token = await http.GetAsync($"{Stream}&access_token=SECRETTOKEN");
        using var request = new HttpRequestMessage(HttpMethod.Get, Stream);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer SECRETBEARER");
        using var bearer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, ticket.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, token.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
        Assert.Equal(0, await server.TerminateAsync());
        Assert.Contains(server.Output, line => line.Contains("dbug") || line.Contains("trce"));
        Assert.DoesNotContain(server.Output, line => line.Contains("SECRET"));
    }

    private static async Task UntilTooManyAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode before) => await Eventually.True(async () =>
    {
        using var response = await send();
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            Assert.Equal(before, response.StatusCode);
            return false;
        }

        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("/problems/too-many-attempts", await response.Content.ReadAsStringAsync());
        return true;
    });

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("environment", "Production"), .. settings]);

    /// <returns>The cookie, as a header.</returns>
    private static async Task<string> SignInAsync(RunningServer server, string subject, Scope scopes)
    {
        using var answer = await server.SendAsync("POST", "/v1/session", server.Token(subject, scopes));
        return $"Cookie: theme=dark; {answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]}; other=1";
    }

    private static async Task<string> TicketAsync(RunningServer server, string subject)
    {
        using var answer = await server.SendAsync("POST", "/v1/tickets", server.Token(subject, Scope.QuotesRead));
        return (await ReadAsync(answer)).GetProperty("ticket").GetString()!;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string method, string path, params string[] headers)
    {
        using var response = await server.SendAsync(method, path, headers: headers);
        return response.StatusCode;
    }
}
