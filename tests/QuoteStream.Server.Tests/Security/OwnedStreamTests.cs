using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using QuoteStream.Server.Security;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>Streams that have an owner: nobody else changes them, and they end with its credentials.</summary>
public sealed class OwnedStreamTests
{
    [Fact]
    public async Task A_stream_is_changed_and_ended_by_its_subject_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var alice = server.Token("alice", Scope.QuotesRead);
        var bob = server.Token("bob", Scope.QuotesRead);
        using var stream = await OpenAsync(server, alice);
        var path = $"/v1/streams/{await IdAsync(stream)}";

        foreach (var other in new[] { bob, null })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "PATCH", path, other, """{"add":["MSFT"]}"""));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "DELETE", path, other));
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "PUT", $"{path}/token", bob));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "PUT", $"{path}/token", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "PATCH", path, alice, """{"add":["MSFT"]}"""));
        Assert.Equal(2, (await stream.NextAsync("subscriptions")).Data.GetProperty("subscriptions").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, "DELETE", path, alice));
        Assert.Equal("displaced", (await stream.NextAsync("goodbye")).Data.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_anonymous_stream_belongs_to_who_knows_its_id()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=AAPL");
        var hello = (await stream.NextAsync("hello")).Data;
        var path = $"/v1/streams/{hello.GetProperty("streamId").GetString()}";

        Assert.False(hello.TryGetProperty("expires", out _));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "PATCH", path, server.Token("bob", Scope.QuotesRead), """{"add":["MSFT"]}"""));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(server, "PUT", $"{path}/token", server.Token("bob", Scope.QuotesRead)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, "DELETE", path, null));
    }

    [Fact]
    public async Task The_end_of_the_credentials_is_told_before_and_is_the_end_of_the_stream()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"));

        // Long enough that a machine that is busy still opens the stream with it.
        using var stream = await OpenAsync(server, server.Token("alice", Scope.QuotesRead, TimeSpan.FromSeconds(10)));
        var expires = (await stream.NextAsync("hello")).Data.GetProperty("expires").GetInt64();

        Assert.Equal(expires, (await stream.NextAsync("expiring")).Data.GetProperty("expires").GetInt64());
        var goodbye = (await stream.NextAsync("goodbye")).Data;
        Assert.Equal("expired", goodbye.GetProperty("reason").GetString());
        Assert.True(goodbye.GetProperty("reconnect").GetBoolean());
        Assert.True(DateTimeOffset.UtcNow >= DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(expires));
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_fresh_token_extends_a_stream()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"));
        using var stream = await OpenAsync(server, server.Token("alice", Scope.QuotesRead, TimeSpan.FromSeconds(15)));
        var hello = (await stream.NextAsync("hello")).Data;
        var first = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(hello.GetProperty("expires").GetInt64());
        var path = $"/v1/streams/{hello.GetProperty("streamId").GetString()}/token";

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "PUT", path, server.Token("alice", Scope.PortfolioRead)));
        using var response = await server.SendAsync("PUT", path, server.Token("alice", Scope.QuotesRead, TimeSpan.FromSeconds(50)));
        var renewed = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expires").GetInt64();

        // The second notice comes for the fresh token, and the first token's end passes without a goodbye.
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        while ((await stream.NextAsync("expiring")).Data.GetProperty("expires").GetInt64() != renewed)
        {
        }

        await Eventually.True(() => DateTimeOffset.UtcNow > first + TimeSpan.FromSeconds(1));
        using var still = await server.SendAsync(
            "PATCH", path[..^"/token".Length], server.Token("alice", Scope.QuotesRead), JsonContent.Create(new { add = new[] { "MSFT" } }));
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.Equal(2, (await stream.NextAsync("subscriptions")).Data.GetProperty("subscriptions").GetArrayLength());
    }

    [Fact]
    public async Task A_token_that_has_just_expired_is_good_for_a_request_and_not_for_a_stream()
    {
        await using var server = await RunningServer.StartAsync(("environment", "Production"), ("Auth:ClockSkew", "00:05:00"));
        var token = server.Token("alice", Scope.QuotesRead, TimeSpan.FromSeconds(-2));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/v1/quotes?symbols=AAPL", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "GET", "/v1/stream?symbols=AAPL", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "POST", "/v1/tickets", token));
    }

    [Fact]
    public async Task A_stream_of_a_portfolio_alone_is_extended_and_ended_without_the_scope_of_quotes_and_never_shows_any()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(("environment", "Production"), ("Data:Directory", folder.Path));
        var reader = server.Token("alice", Scope.PortfolioRead);
        var all = server.Token("alice", Scope.QuotesRead | Scope.PortfolioRead | Scope.PortfolioWrite);
        using var made = await server.SendAsync(
            "POST", "/v1/portfolios", all, new StringContent("""{"name":"Main","currency":"USD"}""", null, "application/json"));
        var portfolio = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var stream = await RawStream.OpenAsync(server.HttpAddress, $"portfolio={portfolio}", header: $"Authorization: Bearer {reader}");
        var path = $"/v1/streams/{await IdAsync(stream)}";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "PUT", $"{path}/token", reader));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "PUT", $"{path}/token", server.Token("alice", Scope.QuotesRead)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "PATCH", path, all, """{"add":["AAPL"]}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "DELETE", path, null));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "DELETE", path, server.Token("bob", Scope.PortfolioRead)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, "DELETE", path, reader));
    }

    [Fact]
    public async Task A_subject_has_only_so_many_streams_until_one_of_them_has_gone()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxStreamsPerSubject", "2"));
        var alice = server.Token("alice", Scope.QuotesRead);
        using var first = await OpenAsync(server, alice);
        using var second = await OpenAsync(server, alice);
        await first.NextAsync("ready");
        await second.NextAsync("ready");

        using var third = await OpenAsync(server, alice);
        using var bobs = await OpenAsync(server, server.Token("bob", Scope.QuotesRead));
        using var nobodys = await RawStream.OpenAsync(server.HttpAddress, "symbols=AAPL");

        Assert.Equal("capacity", (await third.NextAsync("goodbye")).Data.GetProperty("reason").GetString());
        Assert.Null(await third.NextAsync());
        await bobs.NextAsync("ready");
        await nobodys.NextAsync("ready");
        first.Reset();
        await Eventually.True(async () =>
        {
            using var next = await OpenAsync(server, alice);
            return (await next.NextAsync())!.Name == "hello";
        });
    }

    private static Task<RawStream> OpenAsync(RunningServer server, string token) =>
        RawStream.OpenAsync(server.HttpAddress, "symbols=AAPL", header: $"Authorization: Bearer {token}");

    private static async Task<string> IdAsync(RawStream stream) => (await stream.NextAsync("hello")).Data.GetProperty("streamId").GetString()!;

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string method, string path, string? token, string? json = null)
    {
        using var response = await server.SendAsync(
            method, path, token, json is null ? null : new StringContent(json, null, "application/json"));
        return response.StatusCode;
    }
}
