using System.Net.Quic;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace QuoteStream.Server.Operations;

/// <summary>
/// The endpoint <c>Https</c>: everything that the server does, ingest too, as HTTP/1.1 and HTTP/2 over TLS. It is one of Kestrel's own, and is
/// there as soon as a certificate is configured.
/// </summary>
public static class HttpsSetup
{
    private const string Name = "Https";
    private const int DefaultPort = 8443;
    private const string Endpoints = "Kestrel:Endpoints";
    private const string DefaultCertificate = "Kestrel:Certificates:Default";

    /// <summary>
    /// Streams of one HTTP/2 connection. They never end, so a client that reaches the limit (Kestrel's own is 100) keeps its next request back
    /// for good, without a word. Chromium stops at 256 by itself, a program or a proxy that shares one connection goes higher. What it
    /// costs is bounded by Streaming:MaxStreams and Ingest:MaxLines.
    /// </summary>
    private const int MaxStreamsPerConnection = 1_000;

    /// <summary>Before <see cref="OperationsSetup.AddOperations"/>, which checks the addresses.</summary>
    /// <exception cref="SettingException">A certificate cannot be used, there is none, or HTTP/3 is asked for where there is no QUIC.</exception>
    public static void AddHttps(this WebApplicationBuilder builder)
    {
        AddDefaultAddress(builder);
        foreach (var endpoint in builder.Configuration.GetSection(Endpoints).GetChildren())
        {
            Check(builder, endpoint);
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection);
    }

    // With a certificate, and nowhere else to use it, the port is the documented one.
    private static void AddDefaultAddress(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var endpoint = configuration.GetSection($"{Endpoints}:{Name}");
        var isWanted = endpoint.GetChildren().Any()
            || (configuration.GetSection(DefaultCertificate).GetChildren().Any()
                && !configuration.GetSection(Endpoints).GetChildren().Any(IsHttps));
        if (isWanted && endpoint["Url"] is null)
        {
            endpoint["Url"] = $"https://{(builder.Environment.IsDevelopment() ? "localhost" : "*")}:{DefaultPort}";
        }
    }

    private static void Check(WebApplicationBuilder builder, IConfigurationSection endpoint)
    {
        if (!IsHttps(endpoint))
        {
            return;
        }

        var certificate = endpoint.GetSection("Certificate");
        var root = builder.Environment.ContentRootPath;
        var names = endpoint.GetSection("Sni").GetChildren().Select(name => name.GetSection("Certificate")).ToList();
        foreach (var section in names.Append(certificate).Append(builder.Configuration.GetSection(DefaultCertificate)))
        {
            CertificateSettings.Check(section, root);
        }

        var hasOwn = CertificateSettings.IsConfigured(certificate) || names.Count > 0;
        if (!hasOwn && !CertificateSettings.IsConfigured(builder.Configuration.GetSection(DefaultCertificate)))
        {
            RequireDevelopmentCertificate(builder.Environment, certificate);
        }

        RefuseMissingQuic(endpoint);
    }

    // Kestrel would take the development certificate, which nobody else trusts, for any environment's.
    private static void RequireDevelopmentCertificate(IWebHostEnvironment environment, IConfigurationSection certificate)
    {
        if (!environment.IsDevelopment())
        {
            throw new SettingException(
                $"{certificate.Path}:Path", null, $"an https endpoint needs a certificate, here or at {DefaultCertificate}:Path (PFX, or PEM with KeyPath).");
        }

        if (!CertificateSettings.HasDevelopmentCertificate())
        {
            throw new SettingException(
                $"{certificate.Path}:Path", null, "an https endpoint needs a certificate. 'dotnet dev-certs https' makes one for development.");
        }
    }

    private static void RefuseMissingQuic(IConfigurationSection endpoint)
    {
        var protocols = endpoint["Protocols"];
        var asksForQuic = Enum.TryParse<HttpProtocols>(protocols, ignoreCase: true, out var parsed) && parsed.HasFlag(HttpProtocols.Http3);
        if (asksForQuic && !HasQuic())
        {
            throw new SettingException(
                $"{endpoint.Path}:Protocols", protocols, "HTTP/3 needs QUIC, which this machine does not have (on Linux: the library libmsquic).");
        }
    }

    private static bool HasQuic() =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()) && QuicListener.IsSupported;

    private static bool IsHttps(IConfigurationSection endpoint) =>
        endpoint["Url"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;
}
