using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QuoteStream.Server.Operations;

/// <summary>Opens the certificates that Kestrel's section names before Kestrel does: it would end the start with a stack trace that names no key.</summary>
internal static class CertificateSettings
{
    // What marks a certificate of 'dotnet dev-certs'.
    private const string DevelopmentOid = "1.3.6.1.4.1.311.84.1.1";

    private static readonly string[] Keys = ["Path", "KeyPath", "Password", "Subject", "Store", "Location", "AllowInvalid"];

    internal static bool IsConfigured(IConfigurationSection certificate) => certificate["Path"] is { Length: > 0 } || certificate["Subject"] is { Length: > 0 };

    /// <param name="root">What relative paths are relative to.</param>
    /// <exception cref="SettingException">A file is missing, cannot be read, does not open with the password, or has no private key.</exception>
    internal static void Check(IConfigurationSection certificate, string root)
    {
        foreach (var child in certificate.GetChildren().Where(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            throw new SettingException(child.Path, SettingException.NotShown, $"there is no such setting; {certificate.Path} has {string.Join(", ", Keys)}.");
        }

        if (certificate["Path"] is not { Length: > 0 } path)
        {
            RequirePath(certificate);
            return;
        }

        RequireFile($"{certificate.Path}:Path", path, root);
        if (certificate["KeyPath"] is { Length: > 0 } keyPath)
        {
            RequireFile($"{certificate.Path}:KeyPath", keyPath, root);
            OpenPem(certificate, Path.Combine(root, path), Path.Combine(root, keyPath));
        }
        else
        {
            OpenPfx(certificate, Path.Combine(root, path));
        }
    }

    /// <summary>Whether there is a certificate of 'dotnet dev-certs' that has not expired, with its key.</summary>
    internal static bool HasDevelopmentCertificate()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        var all = store.Certificates;
        try
        {
            return all.Any(certificate =>
                certificate.HasPrivateKey
                && certificate.Extensions.Any(extension => extension.Oid?.Value == DevelopmentOid)
                && certificate.NotAfter > DateTime.Now);
        }
        finally
        {
            foreach (var certificate in all)
            {
                certificate.Dispose();
            }
        }
    }

    // Kestrel would ignore a key file or a password that nothing belongs to.
    private static void RequirePath(IConfigurationSection certificate)
    {
        if (certificate["KeyPath"] is { Length: > 0 } || (certificate["Password"] is { Length: > 0 } && !IsConfigured(certificate)))
        {
            throw new SettingException($"{certificate.Path}:Path", certificate["Path"], "the certificate's file is missing: only its key or password is set.");
        }
    }

    private static void RequireFile(string key, string path, string root)
    {
        var full = Path.GetFullPath(Path.Combine(root, path));
        try
        {
            using var file = File.OpenRead(full);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SettingException(key, path, $"{full} cannot be read. {fault.Message}");
        }
    }

    private static void OpenPem(IConfigurationSection section, string path, string keyPath)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (CryptographicException fault)
        {
            throw new SettingException($"{section.Path}:Path", section["Path"], $"it is not a certificate in PEM. {fault.Message}");
        }

        try
        {
            using var pair = section["Password"] is { Length: > 0 } password
                ? X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath)
                : X509Certificate2.CreateFromPemFile(path, keyPath);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new SettingException(
                $"{section.Path}:KeyPath", section["KeyPath"], $"it is not this certificate's private key in PEM, or does not open with the Password. {fault.Message}");
        }
    }

    private static void OpenPfx(IConfigurationSection section, string path)
    {
        if (IsOtherThanPfx(path))
        {
            throw new SettingException($"{section.Path}:KeyPath", section["KeyPath"], "the certificate is not in a PFX file (PKCS #12): its private key's file must be named.");
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, section["Password"]);
            if (!certificate.HasPrivateKey)
            {
                throw new SettingException($"{section.Path}:Path", section["Path"], "it has no private key.");
            }
        }
        catch (CryptographicException fault) when (X509Certificate2.GetCertContentType(path) == X509ContentType.Pfx)
        {
            throw new SettingException($"{section.Path}:Password", SettingException.NotShown, $"it does not open {section["Path"]}. {fault.Message}");
        }
    }

    private static bool IsOtherThanPfx(string path)
    {
        try
        {
            return X509Certificate2.GetCertContentType(path) != X509ContentType.Pfx;
        }
        catch (CryptographicException)
        {
            // Neither a PFX file nor a certificate: the caller's message says what was expected.
            return true;
        }
    }
}
