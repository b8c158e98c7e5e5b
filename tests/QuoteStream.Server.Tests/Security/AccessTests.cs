using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Server.Security;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>What endpoints see of who calls them, and that none was forgotten.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Every_endpoint_of_the_interface_says_what_it_asks_of_its_callers()
    {
        // Signing out is for those whose credentials have expired, too.
        string[] free = ["HTTP: DELETE /v1/session"];
        await using var server = await RunningServer.StartAsync();

        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)).ToArray();

        Assert.True(endpoints.Length >= 9, $"{endpoints.Length} endpoints");
        Assert.Equal(free, endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is null).Select(endpoint => endpoint.DisplayName));
    }

    [Fact]
    public async Task An_endpoint_knows_its_caller()
    {
        await using var server = await RunningServer.StartAsync(
            app =>
            {
                app.MapGet("/v1/who", (HttpContext context) => $"{context.Subject()} {context.User.Identity!.Name} {context.User.FindFirst("scope")!.Value}")
                    .RequireScope(Scope.PortfolioRead);
                app.MapGet("/v1/number", (int value) => value).RequireScope(Scope.PortfolioRead);
            },
            ("environment", "Development"));
        var alice = server.Token("alice", Scope.PortfolioRead);

        using var who = await server.SendAsync("GET", "/v1/who", alice);
        using var nobody = await server.SendAsync("GET", "/v1/who");
        using var early = await server.SendAsync("GET", "/v1/number?value=x");

        Assert.Equal("alice alice portfolio:read", await who.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal("Bearer", nobody.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, early.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_open_unless_they_shall_not_be()
    {
        await using var open = await RunningServer.StartAsync(("environment", "Production"));
        await using var closed = await RunningServer.StartAsync(("environment", "Production"), ("Auth:MetricsNeedScope", "true"));

        using var free = await open.SendAsync("GET", "/metrics");
        using var refused = await closed.SendAsync("GET", "/metrics");
        using var allowed = await closed.SendAsync("GET", "/metrics", closed.Token("ops", Scope.OpsRead));
        using var ready = await closed.SendAsync("GET", "/healthz/ready");

        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }
}
