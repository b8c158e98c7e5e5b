using System.Globalization;
using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace QuoteStream.Server.Security;

/// <summary>Reads a token and believes it, or says why not: stricter than the library in what RFC 8725 asks for.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class BearerTokenValidator(AuthOptions options, TrustedKeys keys) : ISecurityTokenValidator
{
    /// <summary>Characters. Longer headers do not pass common proxies either.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>Header, payload, signature; an encrypted token has more parts.</summary>
    private const int Parts = 3;

    private const string CriticalHeader = "crit";

    private readonly JwtSecurityTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength, MapInboundClaims = false };

    public bool CanValidateToken => true;

    public int MaximumTokenSizeInBytes { get; set; } = MaxLength;

    // Always: what cannot be read is refused with a reason, not passed over.
    public bool CanReadToken(string securityToken) => true;

    /// <exception cref="SecurityTokenException">It is not accepted.</exception>
    public ClaimsPrincipal ValidateToken(string securityToken, TokenValidationParameters validationParameters, out SecurityToken validatedToken)
    {
        var unverified = Read(securityToken);
        CheckHeader(unverified.Header);
        validationParameters.IssuerSigningKeyResolver = (_, _, _, given) => FindKeys(unverified, given);
        try
        {
            _handler.ValidateToken(securityToken, validationParameters, out validatedToken);
        }
        catch (ArgumentException)
        {
            // What the library has no exception of its own for, such as a signature that is not base64url.
            throw Malformed();
        }

        return new CredentialsPrincipal(ReadCredentials(((JwtSecurityToken)validatedToken).Payload));
    }

    private static TokenRefusedException Malformed() => new("The token is not a signed JWT.");

    private JwtSecurityToken Read(string token)
    {
        if (token.Length > MaxLength)
        {
            throw new TokenRefusedException($"The token has more than {MaxLength} characters.");
        }

        try
        {
            return token.Count(c => c == '.') == Parts - 1 && _handler.ReadToken(token) is JwtSecurityToken read
                ? read
                : throw Malformed();
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Malformed();
        }
    }

    private void CheckHeader(JwtHeader header)
    {
        if (header.Alg is not { } algorithm || !options.Algorithms.Contains(algorithm))
        {
            throw new TokenRefusedException("The token's algorithm is not accepted here.");
        }

        // Whoever does not understand what a token says is critical must refuse it (RFC 7515, 4.1.11), and there is nothing such here.
        if (header.ContainsKey(CriticalHeader))
        {
            throw new TokenRefusedException("The token has critical extensions, which are not understood here.");
        }
    }

    private IReadOnlyList<SecurityKey> FindKeys(JwtSecurityToken token, TokenValidationParameters given)
    {
        var found = keys.Find(token.Header.Alg, token.Issuer, token.Header.Kid, given.IssuerSigningKeys ?? []);

        // This very exception makes the bearer handler ask the authority for new keys.
        return found.Count > 0 ? found : throw new SecurityTokenSignatureKeyNotFoundException("No key fits the token.");
    }

    private static Credentials ReadCredentials(JwtPayload payload)
    {
        if (payload.GetValueOrDefault(JwtRegisteredClaimNames.Sub) is not string subject || !IsSubject(subject))
        {
            throw new TokenRefusedException($"The token has no sub of 1 to {Credentials.MaxSubjectLength} printable characters.");
        }

        // The library takes what it cannot read for none.
        if (payload.ContainsKey(JwtRegisteredClaimNames.Nbf) && payload.Nbf is null)
        {
            throw new TokenRefusedException("The token has an nbf that is no number of seconds before 2038-01-19.");
        }

        return new Credentials(subject, ReadScopes(payload), new DateTimeOffset(payload.ValidTo, TimeSpan.Zero));
    }

    // RFC 8693 has one string, others an array, under either name.
    private static Scope ReadScopes(JwtPayload payload)
    {
        var scopes = Scope.None;
        foreach (var claim in payload.Claims)
        {
            if (claim.Type is "scope" or "scp")
            {
                scopes |= ScopeNames.Parse(claim.Value);
            }
        }

        return scopes;
    }

    /// <summary>Whether a text can be a subject: nothing invisible, nothing that changes how the rest is shown.</summary>
    internal static bool IsSubject(string text) =>
        text.Length is >= 1 and <= Credentials.MaxSubjectLength
        && !string.IsNullOrWhiteSpace(text)
        && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));
}
