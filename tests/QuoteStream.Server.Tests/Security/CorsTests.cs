using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Security;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

public sealed class CorsTests
{
    private const string App = "https://app.example.com";
    private const string Other = "http://localhost:3000";
    private const string Foreign = "https://app.example.com.evil.example";

    [Theory]
    [InlineData(App)]
    [InlineData(Other)]
    public async Task A_stream_can_be_read_by_the_pages_of_an_allowed_origin(string origin)
    {
        await using var server = await StartAsync();

        using var response = await SendAsync(server, HttpMethod.Get, "/v1/stream?symbols=AAPL", origin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertAllows(response, origin);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(Foreign)]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com:8443")]
    [InlineData("null")]
    public async Task An_origin_that_is_not_on_the_list_is_told_nothing(string origin)
    {
        await using var server = await StartAsync();

        using var stream = await SendAsync(server, HttpMethod.Get, "/v1/stream?symbols=AAPL", origin);
        using var preflight = await AskAsync(server, "/v1/stream", origin, "GET", "last-event-id");

        AssertAllowsNothing(stream);
        AssertAllowsNothing(preflight);
    }

    [Theory]
    [InlineData("/v1/stream", HttpStatusCode.BadRequest)]
    [InlineData("/v1/quotes", HttpStatusCode.BadRequest)]
    [InlineData("/v1/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/v1/bug", HttpStatusCode.InternalServerError)]
    public async Task An_error_can_be_read_too(string path, HttpStatusCode status)
    {
        await using var server = await RunningServer.StartAsync(
            app => app.MapGet("/v1/bug", string () => throw new InvalidOperationException("broken")),
            ("Cors:Origins", $"{App},{Other}"),
            ("Logging:LogLevel:Default", "None"));

        using var response = await SendAsync(server, HttpMethod.Get, path, App);

        Assert.Equal(status, response.StatusCode);
        AssertAllows(response, App);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("/v1/stream?symbols=AAPL", "GET", "last-event-id")]
    [InlineData("/v1/quotes?symbols=AAPL", "GET", "authorization")]
    [InlineData("/v1/streams/1", "PATCH", "authorization,content-type")]
    [InlineData("/v1/streams/1/token", "PUT", "authorization")]
    [InlineData("/v1/streams/1", "DELETE", "authorization")]
    [InlineData("/v1/portfolios/1/transactions", "POST", "authorization,content-type,idempotency-key")]
    [InlineData("/v1/portfolios/1", "GET", "authorization,if-none-match")]
    public async Task A_preflight_is_allowed_without_credentials_where_everything_else_needs_them(string path, string method, string headers)
    {
        await using var server = await StartAsync(("environment", "Production"));

        using var preflight = await AskAsync(server, path, App, method, headers);
        using var refusal = await SendAsync(server, HttpMethod.Get, "/v1/stream?symbols=AAPL", App);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        AssertAllows(preflight, App);
        Assert.Contains(method, Values(preflight, "Access-Control-Allow-Methods"));
        Assert.Empty(headers.Split(',').Except(Values(preflight, "Access-Control-Allow-Headers"), StringComparer.OrdinalIgnoreCase));
        Assert.InRange(int.Parse(Assert.Single(Values(preflight, "Access-Control-Max-Age"))), 1, 7_200);
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
        AssertAllows(refusal, App);
        Assert.Empty(new[] { "WWW-Authenticate", "ETag" }.Except(Values(refusal, "Access-Control-Expose-Headers")));
    }

    [Fact]
    public async Task A_preflight_for_what_nobody_needs_is_not_allowed()
    {
        await using var server = await StartAsync();

        using var method = await AskAsync(server, "/v1/stream", App, "TRACE", "last-event-id");
        using var header = await AskAsync(server, "/v1/stream", App, "GET", "x-anything");

        Assert.DoesNotContain("TRACE", Values(method, "Access-Control-Allow-Methods"));
        Assert.DoesNotContain("x-anything", Values(header, "Access-Control-Allow-Headers"), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_not_for_programs_of_other_sites_stays_closed_to_them()
    {
        await using var server = await StartAsync();

        using var metrics = await SendAsync(server, HttpMethod.Get, "/metrics", App);
        using var page = await SendAsync(server, HttpMethod.Get, "/", App);

        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        AssertAllowsNothing(metrics);
        AssertAllowsNothing(page);
    }

    [Fact]
    public async Task Without_the_setting_no_origin_is_allowed()
    {
        await using var server = await RunningServer.StartAsync();

        using var stream = await SendAsync(server, HttpMethod.Get, "/v1/stream?symbols=AAPL", App);
        using var preflight = await AskAsync(server, "/v1/stream", App, "GET", "last-event-id");

        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        AssertAllowsNothing(stream);
        AssertAllowsNothing(preflight);
    }

    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData("HTTPS://App.Example.Com:443", "https://app.example.com")]
    [InlineData("http://localhost:80", "http://localhost")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    [InlineData("https://börse.example", "https://xn--brse-5qa.example")]
    public void An_origin_is_written_as_browsers_send_it(string configured, string sent) =>
        Assert.Equal([sent], Read(("Cors:Origins", configured)).NormalizedOrigins);

    [Fact]
    public void Origins_come_one_by_one_or_in_one_value()
    {
        string[] both = [App, Other];

        Assert.Equal(both, Read(("Cors:Origins", $"{App}, {Other}")).NormalizedOrigins);
        Assert.Equal(both, Read(("Cors:Origins:0", App), ("Cors:Origins:1", Other)).NormalizedOrigins);
        Assert.Empty(Read(("Cors:Origins", "")).NormalizedOrigins);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("app.example.com")]
    [InlineData("https://*.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com?query")]
    [InlineData("https://app.example.com#fragment")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://app.example.com:99999")]
    [InlineData("https:// app.example.com")]
    [InlineData("https://")]
    [InlineData("https:app.example.com")]
    [InlineData("ftp://app.example.com")]
    [InlineData("file:///page.html")]
    [InlineData("https://app.example.com,")]
    [InlineData("https://app.example.com;https://other.example")]
    public void What_is_no_origin_stops_the_start(string origins)
    {
        var refusal = Assert.Throws<SettingException>(() => Read(("Cors:Origins", origins)));

        Assert.Equal("Cors:Origins", refusal.Key);
        Assert.Contains($"Setting Cors:Origins is '{origins}'", refusal.Message);
    }

    [Fact]
    public void More_origins_than_a_request_should_be_compared_with_stop_the_start() => Assert.Throws<SettingException>(
        () => Read(("Cors:Origins", string.Join(',', Enumerable.Range(0, 101).Select(i => $"https://app{i}.example.com")))));

    private static CorsOptions Read(params (string Key, string Value)[] settings) => SettingsSetup.Read<CorsOptions>(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("Cors:Origins", $"{App},{Other}"), .. settings]);

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        return await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<HttpResponseMessage> AskAsync(RunningServer server, string path, string origin, string method, string headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path)
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", method }, { "Access-Control-Request-Headers", headers } },
        };
        return await server.Http.SendAsync(request);
    }

    private static void AssertAllows(HttpResponseMessage response, string origin)
    {
        Assert.Equal([origin], Values(response, "Access-Control-Allow-Origin"));
        Assert.Equal(["true"], Values(response, "Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", Values(response, "Vary"));
    }

    private static void AssertAllowsNothing(HttpResponseMessage response) =>
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));

    private static string[] Values(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values)
        ? [.. values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))]
        : [];
}
