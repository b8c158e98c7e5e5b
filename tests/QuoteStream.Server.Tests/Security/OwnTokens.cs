using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Server.Security;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>Tokens that a running server in this process accepts, and requests with them.</summary>
internal static class OwnTokens
{
    public static string Token(this RunningServer server, string subject, Scope scopes, TimeSpan? lifetime = null) =>
        new TokenMint(LocalIssuer.Name, "quotestream", server.Services.GetRequiredService<LocalIssuer>().Key)
            .Sign(subject, scopes, DateTimeOffset.UtcNow, lifetime ?? TimeSpan.FromHours(1));

    /// <param name="headers">As "Name: value".</param>
    public static async Task<HttpResponseMessage> SendAsync(
        this RunningServer server, string method, string path, string? token = null, HttpContent? content = null, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var header in headers)
        {
            var colon = header.IndexOf(':');
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
