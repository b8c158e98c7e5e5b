using Microsoft.AspNetCore.Http.Features.Authentication;

namespace QuoteStream.Server.Security;

/// <summary>Who sent a request, after <see cref="ScopeEndpoints.RequireScope{TBuilder}"/> has let it pass.</summary>
public static class HttpContextIdentity
{
    /// <summary>The owner of what the request makes or asks for; null when it came without credentials and may.</summary>
    public static string? Subject(this HttpContext context) => context.Credentials()?.Subject;

    /// <summary>Null when the request came without credentials and may.</summary>
    public static Credentials? Credentials(this HttpContext context) =>
        (context.Features.Get<IHttpAuthenticationFeature>() as RequestIdentity)?.Credentials;
}
