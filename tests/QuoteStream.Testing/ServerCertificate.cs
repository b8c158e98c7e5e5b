using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QuoteStream.Testing;

/// <summary>A certificate for the loopback address that nobody trusts but <see cref="CreateHandler"/>, in the files that a server is configured with.</summary>
public sealed class ServerCertificate : IDisposable
{
    public const string Password = "a password of the tests";

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public ServerCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=quotestream.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        PfxFile = Write("server.pfx", _certificate.Export(X509ContentType.Pkcs12, Password));
        PemFile = Write("server.pem", Bytes(_certificate.ExportCertificatePem()));
        KeyFile = Write("server.key", Bytes(key.ExportPkcs8PrivateKeyPem()));
        var strength = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1_000);
        EncryptedKeyFile = Write("encrypted.key", Bytes(key.ExportEncryptedPkcs8PrivateKeyPem(Password, strength)));
        PemAndKeyFile = Write("both.pem", Bytes(_certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"));
    }

    /// <summary>Certificate and key, PKCS #12; opens with <see cref="Password"/>.</summary>
    public string PfxFile { get; }

    /// <summary>The certificate alone.</summary>
    public string PemFile { get; }

    public string KeyFile { get; }

    /// <summary>Opens with <see cref="Password"/>.</summary>
    public string EncryptedKeyFile { get; }

    /// <summary>What HAProxy reads.</summary>
    public string PemAndKeyFile { get; }

    /// <summary>The endpoint Https on a free port with this certificate.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0"),
        ("Kestrel:Endpoints:Https:Certificate:Path", PemFile),
        ("Kestrel:Endpoints:Https:Certificate:KeyPath", KeyFile),
    ];

    /// <summary>Trusts this certificate and no other.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        ResponseDrainTimeout = TimeSpan.Zero,
        SslOptions = { RemoteCertificateValidationCallback = IsTrusted },
    };

    /// <summary>For a client that is no HttpClient.</summary>
    public bool IsTrusted(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown?.GetCertHashString() == _certificate.GetCertHashString();

    /// <summary>Speaks this version and no other. Its requests share one connection where that is HTTP/2.</summary>
    public HttpClient CreateClient(Uri server, Version version) => new(CreateHandler())
    {
        BaseAddress = server,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
