using System.Net;
using System.Text;
using System.Text.Json;
using QuoteStream.Server.Security;
using QuoteStream.Server.Tests.Security;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios;

/// <summary>A subject with a token for portfolios, of a server with a ledger of its own.</summary>
internal sealed class PortfolioUser(RunningServer server, string subject = "alice", Scope scopes = Scope.PortfolioRead | Scope.PortfolioWrite)
{
    private readonly string _token = server.Token(subject, scopes);
    private int _keys;

    /// <summary>Opens a portfolio; returns its path.</summary>
    public async Task<string> OpenAsync(string currency = "USD", bool allowShort = false, bool allowMargin = false)
    {
        var body = $$"""{"name":"Main","currency":"{{currency}}","allowShort":{{(allowShort ? "true" : "false")}},"allowMargin":{{(allowMargin ? "true" : "false")}}}""";
        using var answer = await PostAsync("/v1/portfolios", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string? key = null, string mediaType = "application/json") =>
        server.SendAsync("POST", path, _token, new StringContent(body, Encoding.UTF8, mediaType), Header(key));

    public Task<HttpResponseMessage> GetAsync(string path, params string[] headers) => server.SendAsync("GET", path, _token, null, headers);

    public async Task<JsonElement> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await BodyOf(answer);
    }

    /// <summary>Posts a transaction under a new key, which must be booked.</summary>
    public async Task<JsonElement> BookAsync(string portfolio, string order)
    {
        using var answer = await PostAsync($"{portfolio}/transactions", order, $"key {Interlocked.Increment(ref _keys)}");
        var body = await BodyOf(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, body.ToString());
        return body;
    }

    /// <summary>Posts what must not be booked; returns the problem.</summary>
    public async Task<JsonElement> FailAsync(string path, string body, HttpStatusCode status, string? key = "some key", string mediaType = "application/json")
    {
        using var answer = await PostAsync(path, body, key, mediaType);
        var problem = await BodyOf(answer);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} {problem}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return problem;
    }

    public static async Task<JsonElement> BodyOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static string[] Header(string? key) => key is null ? [] : [$"Idempotency-Key: {key}"];
}
