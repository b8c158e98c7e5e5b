using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace QuoteStream.Server.Security;

/// <summary>Signs tokens for parts of this very process that come in as anybody does, such as the simulated market. Its key never leaves the memory.</summary>
internal sealed class LocalIssuer(AuthOptions options, TimeProvider time)
{
    /// <summary>The issuer (<c>iss</c>) of its tokens.</summary>
    public const string Name = "quotestream-local";

    /// <summary>Whoever needs one for longer asks again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public SymmetricSecurityKey Key { get; } = new(RandomNumberGenerator.GetBytes(SignatureAlgorithm.LeastSymmetricBytes));

    public string Sign(string subject, Scope scopes) => new TokenMint(Name, options.Audience, Key).Sign(subject, scopes, time.GetUtcNow(), Lifetime);
}
