using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace QuoteStream.Server.Security;

/// <summary>A request's credentials, and its <see cref="HttpContext.User"/>, which is made only where somebody asks for it.</summary>
// Streams keep their requests: a principal with its identity and claims would be a kilobyte for each.
internal sealed class RequestIdentity(Credentials credentials) : IHttpAuthenticationFeature
{
    public Credentials Credentials { get; } = credentials;

    public ClaimsPrincipal? User
    {
        get => field ??= new CredentialsPrincipal(Credentials);
        set;
    }
}
