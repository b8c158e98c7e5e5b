using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace QuoteStream.Server.Tests.Security;

/// <summary>A small OpenID Connect provider: its discovery document and its keys.</summary>
internal sealed class LocalAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile string _keys = "[]";
    private volatile bool _isAway;

    private LocalAuthority(WebApplication app)
    {
        _app = app;
    }

    public string Address => _app.Urls.Single();

    public bool IsAway
    {
        set => _isAway = value;
    }

    public static async Task<LocalAuthority> StartAsync()
    {
        // Empty: the server's own settings lie beside the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var authority = new LocalAuthority(builder.Build());
        authority._app.Run(authority.AnswerAsync);
        await authority._app.StartAsync();
        return authority;
    }

    /// <summary>From now on just these.</summary>
    public void Publish(params (string Id, NodeKey Key)[] keys) => _keys = JsonSerializer.Serialize(keys.Select(key =>
    {
        var jwk = key.Key.Jwk.Length > 0
            ? JsonNode.Parse(key.Key.Jwk)!.AsObject()
            : new JsonObject { ["kty"] = "oct", ["k"] = key.Key.Private.TrimEnd('=').Replace('+', '-').Replace('/', '_') };
        jwk["kid"] = key.Id;
        jwk["use"] = "sig";
        return jwk;
    }));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration" when !_isAway:
                return context.Response.WriteAsync($$"""{"issuer":"{{Address}}","jwks_uri":"{{Address}}/keys"}""");
            case "/keys" when !_isAway:
                return context.Response.WriteAsync($$"""{"keys":{{_keys}}}""");
            default:
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
                return Task.CompletedTask;
        }
    }
}
