using System.Net;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>An OpenID Connect provider that publishes its keys, changes them, and is away.</summary>
public sealed class AuthorityTests(NodeTokens node) : IClassFixture<NodeTokens>
{
    [FactNeeds("node")]
    public async Task Keys_are_those_that_the_authority_publishes_also_after_it_has_changed_them()
    {
        var rsa = await node.KeyAsync("rsa2048");
        var ec = await node.KeyAsync("P-256");
        await using var authority = await LocalAuthority.StartAsync();
        authority.Publish(("first", rsa));
        await using var server = await StartAsync(authority);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await SignAsync(authority, "RS256", rsa, "first")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await SignAsync(authority, "RS256", rsa, null)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, await SignAsync(authority, "ES256", ec, "second")));

        // Another key by the same name, too.
        var successor = await node.KeyAsync("rsa2048");
        authority.Publish(("second", ec), ("first", successor));
        await Eventually.True(async () => await StatusAsync(server, await SignAsync(authority, "ES256", ec, "second")) == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await SignAsync(authority, "RS256", successor, "first")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, await SignAsync(authority, "RS256", rsa, "first")));
    }

    [FactNeeds("node")]
    public async Task Only_the_authority_may_be_the_issuer_and_what_it_publishes_is_no_secret()
    {
        var rsa = await node.KeyAsync("rsa2048");
        var weak = await node.KeyAsync("rsa1024");
        var secret = await node.KeyAsync("secret");
        await using var authority = await LocalAuthority.StartAsync();
        authority.Publish(("rsa", rsa), ("weak", weak), ("secret", secret));
        await using var server = await StartAsync(authority);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await SignAsync(authority, "RS256", rsa, "rsa")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, await SignAsync(authority, "RS256", weak, "weak")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, await SignAsync(authority, "HS256", secret, "secret")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, await node.SignAsync("RS256", rsa.Private, Claims.Of())));
    }

    [FactNeeds("node")]
    public async Task An_authority_that_is_away_makes_a_503_and_not_a_401()
    {
        var rsa = await node.KeyAsync("rsa2048");
        await using var authority = await LocalAuthority.StartAsync();
        authority.Publish(("rsa", rsa));
        authority.IsAway = true;
        await using var server = await StartAsync(authority);
        var token = await SignAsync(authority, "RS256", rsa, "rsa");

        using var response = await server.SendAsync("GET", "/v1/quotes?symbols=AAPL", token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        authority.IsAway = false;
        await Eventually.True(async () => await StatusAsync(server, token) == HttpStatusCode.OK);
    }

    private static async Task<RunningServer> StartAsync(LocalAuthority authority)
    {
        var server = await RunningServer.StartAsync(
            ("environment", "Production"), ("Auth:Authority", authority.Address), ("Auth:MaxFailuresPerMinute", "1000000"),
            ("Logging:LogLevel:Default", "None"));

        // Half a minute otherwise.
        var options = server.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);
        ((ConfigurationManager<OpenIdConnectConfiguration>)options.ConfigurationManager).RefreshInterval = TimeSpan.FromSeconds(1);
        return server;
    }

    private Task<string> SignAsync(LocalAuthority authority, string algorithm, NodeKey key, string? keyId)
    {
        var header = new Dictionary<string, object?> { ["alg"] = algorithm };
        if (keyId is not null)
        {
            header["kid"] = keyId;
        }

        return node.SignAsync(algorithm, key.Private, Claims.Of(changes: [("iss", authority.Address)]), header);
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string token)
    {
        using var response = await server.SendAsync("GET", "/v1/quotes?symbols=AAPL", token);
        return response.StatusCode;
    }
}
