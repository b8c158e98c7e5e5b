using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace QuoteStream.Server.Security;

/// <summary>Signs tokens with a key of this server.</summary>
internal sealed class TokenMint(string issuer, string audience, SecurityKey key)
{
    public string Sign(string subject, Scope scopes, DateTimeOffset issued, TimeSpan lifetime)
    {
        var payload = new JwtPayload
        {
            [JwtRegisteredClaimNames.Iss] = issuer,
            [JwtRegisteredClaimNames.Aud] = audience,
            [JwtRegisteredClaimNames.Sub] = subject,
            [JwtRegisteredClaimNames.Iat] = issued.ToUnixTimeSeconds(),
            [JwtRegisteredClaimNames.Exp] = (issued + lifetime).ToUnixTimeSeconds(),
            ["scope"] = ScopeNames.Format(scopes),
        };
        var header = new JwtHeader(new SigningCredentials(key, SecurityAlgorithms.HmacSha256) { CryptoProviderFactory = SignatureAlgorithm.Cryptography });
        return new JwtSecurityTokenHandler().WriteToken(new JwtSecurityToken(header, payload));
    }
}
