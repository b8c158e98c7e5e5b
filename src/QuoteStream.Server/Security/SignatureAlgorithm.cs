using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace QuoteStream.Server.Security;

/// <summary>The signatures of tokens, and which keys may make them.</summary>
/// <remarks>
/// A key is only ever used for the algorithms of its own kind: otherwise a public key, which everyone may have, could pass for the secret of an
/// HS256 signature (RFC 8725, 2.1).
/// </remarks>
internal static class SignatureAlgorithm
{
    /// <summary>Shorter ones are no longer safe (RFC 7518, 3.3).</summary>
    public const int LeastRsaBits = 2_048;

    /// <summary>As long as the hash (RFC 7518, 3.2).</summary>
    public const int LeastSymmetricBytes = 32;

    /// <summary>
    /// Without the library's cache of signature checks, which tells keys apart by their ids: an authority that gives a new key the id of the old one would have its
    /// tokens refused until the next start.
    /// </summary>
    public static CryptoProviderFactory Cryptography { get; } = new() { CacheSignatureProviders = false };

    private const string P256 = "1.2.840.10045.3.1.7";
    private const int P256Bits = 256;

    public static IReadOnlyList<string> Known { get; } = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "HS256"];

    public static bool IsKnown(string name) => Known.Contains(name);

    /// <summary>Whether a key may have made a signature of this algorithm, and is strong enough to be believed.</summary>
    public static bool Fits(string algorithm, SecurityKey key) => algorithm[..2] switch
    {
        "RS" or "PS" => IsStrongRsa(key),
        "ES" => IsP256(key),
        "HS" => key is SymmetricSecurityKey { KeySize: >= LeastSymmetricBytes * 8 },
        _ => false,
    };

    /// <summary>Whether an EC key is on the curve of ES256: other curves have 256 bits too.</summary>
    public static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid is { } oid
        && (oid.Value == P256 || oid.FriendlyName == ECCurve.NamedCurves.nistP256.Oid.FriendlyName);

    private static bool IsStrongRsa(SecurityKey key) => key switch
    {
        RsaSecurityKey rsa => rsa.KeySize >= LeastRsaBits,
        X509SecurityKey { PublicKey: RSA rsa } => rsa.KeySize >= LeastRsaBits,
        JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.RSA } jwk => jwk.KeySize >= LeastRsaBits,
        _ => false,
    };

    private static bool IsP256(SecurityKey key) => key switch
    {
        ECDsaSecurityKey ec => IsP256(ec.ECDsa),
        X509SecurityKey { PublicKey: ECDsa ec } => IsP256(ec),
        JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve } jwk => jwk.Crv == JsonWebKeyECTypes.P256 && jwk.KeySize == P256Bits,
        _ => false,
    };
}
