using Microsoft.IdentityModel.Tokens;

namespace QuoteStream.Server.Security;

/// <summary>The keys by which tokens are believed: configured ones, the authority's, and for their own issuer this server's.</summary>
/// <remarks>Any number of threads.</remarks>
/// <param name="configured">Those of the settings.</param>
/// <param name="own">By issuer: keys of this server, which vouch for nobody else's tokens; nor does another key for theirs.</param>
internal sealed class TrustedKeys(IReadOnlyList<SecurityKey> configured, IReadOnlyDictionary<string, SecurityKey> own)
{
    public bool IsOwnIssuer(string? issuer) => issuer is not null && own.ContainsKey(issuer);

    /// <summary>The keys that may have signed a token.</summary>
    /// <param name="keyId">The token's; empty: it names none.</param>
    /// <param name="published">The authority's.</param>
    public IReadOnlyList<SecurityKey> Find(string algorithm, string? issuer, string? keyId, IEnumerable<SecurityKey> published)
    {
        if (issuer is not null && own.TryGetValue(issuer, out var key))
        {
            return SignatureAlgorithm.Fits(algorithm, key) ? [key] : [];
        }

        // What an authority publishes is known to everyone: a symmetric key among it is no secret.
        var fitting = configured.Concat(published.Where(IsPublic)).Where(candidate => SignatureAlgorithm.Fits(algorithm, candidate));
        return string.IsNullOrEmpty(keyId)
            ? [.. fitting]
            : [.. fitting.Where(candidate => string.IsNullOrEmpty(candidate.KeyId) || candidate.KeyId == keyId)];
    }

    private static bool IsPublic(SecurityKey key) => key is not SymmetricSecurityKey && key is not JsonWebKey { Use: not (null or "" or "sig") };
}
