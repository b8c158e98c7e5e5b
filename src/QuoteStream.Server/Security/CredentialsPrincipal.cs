using System.Security.Claims;

namespace QuoteStream.Server.Security;

/// <summary>Credentials as ASP.NET Core's own types: claims <c>sub</c> and one <c>scope</c> for each.</summary>
internal sealed class CredentialsPrincipal(Credentials credentials) : ClaimsPrincipal(IdentityOf(credentials))
{
    private const string SubjectClaim = "sub";
    private const string ScopeClaim = "scope";

    public Credentials Credentials { get; } = credentials;

    private static ClaimsIdentity IdentityOf(Credentials credentials) => new(
        [
            new Claim(SubjectClaim, credentials.Subject),
            .. ScopeNames.Format(credentials.Scopes).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new Claim(ScopeClaim, name)),
        ],
        "Bearer",
        SubjectClaim,
        roleType: null);
}
