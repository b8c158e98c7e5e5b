using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>Reads the keys in <c>Auth:SymmetricKeys</c> and <c>Auth:PublicKeys</c>, and never shows one in a message.</summary>
internal static class ConfiguredKeys
{
    private const string PemStart = "-----BEGIN";

    /// <summary>A file that is longer is no key.</summary>
    private const int MaxPemBytes = 16 * 1024;

    /// <param name="directory">Where relative paths start.</param>
    /// <exception cref="SettingException">One is no key, or a weak one.</exception>
    public static List<SecurityKey> Read(AuthOptions options, string directory) =>
    [
        .. options.SymmetricKeys.Select(ReadSymmetric),
        .. options.PublicKeys.Select((text, index) => ReadPublic(text, $"Auth:PublicKeys:{index}", directory)),
    ];

    private static SymmetricSecurityKey ReadSymmetric(string text, int index)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= SignatureAlgorithm.LeastSymmetricBytes
            ? new SymmetricSecurityKey(bytes[..length])
            : throw new SettingException(
                $"Auth:SymmetricKeys:{index}", SettingException.NotShown, $"it must be base64 of {SignatureAlgorithm.LeastSymmetricBytes} bytes or more.");
    }

    private static AsymmetricSecurityKey ReadPublic(string text, string key, string directory)
    {
        var isPem = text.StartsWith(PemStart, StringComparison.Ordinal);
        var pem = isPem ? text : ReadFile(Path.Combine(directory, text), key);
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
        {
            throw new SettingException(key, SettingException.NotShown, "it must have a PEM block PUBLIC KEY; a private key does not belong here.");
        }

        return (AsymmetricSecurityKey?)TryReadRsa(pem) ?? TryReadEc(pem) ?? throw new SettingException(
            key, SettingException.NotShown, $"it must be an RSA key of {SignatureAlgorithm.LeastRsaBits} bits or more, or an EC key on the curve P-256.");
    }

    private static string ReadFile(string path, string key)
    {
        try
        {
            return new FileInfo(path).Length <= MaxPemBytes
                ? File.ReadAllText(path)
                : throw new SettingException(key, SettingException.NotShown, $"the file has more than {MaxPemBytes} bytes.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Not the fault's own words: the path is in them, and may be a key that is no PEM.
            throw new SettingException(key, SettingException.NotShown, File.Exists(path)
                ? "it must be PEM, or the path of a PEM file. That file cannot be read."
                : "it must be PEM, or the path of a PEM file. There is no such file.");
        }
    }

    private static RsaSecurityKey? TryReadRsa(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= SignatureAlgorithm.LeastRsaBits ? new RsaSecurityKey(rsa) : null;
        }
        catch (CryptographicException)
        {
            // A key of another kind: the caller tries that.
            return null;
        }
    }

    private static ECDsaSecurityKey? TryReadEc(string pem)
    {
        var ec = ECDsa.Create();
        try
        {
            ec.ImportFromPem(pem);
            return SignatureAlgorithm.IsP256(ec) ? new ECDsaSecurityKey(ec) : null;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // No EC key either: the caller says so.
            return null;
        }
    }
}
