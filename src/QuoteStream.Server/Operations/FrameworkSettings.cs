using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace QuoteStream.Server.Operations;

/// <summary>Checks the framework's own sections, Kestrel and Logging, before the framework reads them: it does not name the key, or says nothing.</summary>
internal static class FrameworkSettings
{
    /// <exception cref="SettingException">An address that cannot be one, unknown protocols, an unknown log level.</exception>
    internal static void Check(IConfiguration configuration)
    {
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (!IsAddress(endpoint["Url"]))
            {
                throw new SettingException(
                    $"{endpoint.Path}:Url", endpoint["Url"], "it must be like http://localhost:8080, or http://*:8080 for every address.");
            }

            // Kestrel would take unknown protocols for its default, and a feed would find an ingest port that speaks HTTP/1.1.
            RefuseUnknown<HttpProtocols>($"{endpoint.Path}:Protocols", endpoint["Protocols"]);
        }

        foreach (var (key, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            if (key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase))
            {
                RefuseUnknown<LogLevel>(key, value);
            }
        }
    }

    private static void RefuseUnknown<T>(string key, string? value)
        where T : struct, Enum
    {
        if (value is not null && !Enum.TryParse<T>(value, ignoreCase: true, out _))
        {
            throw new SettingException(key, value, $"it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    private static bool IsAddress(string? url)
    {
        try
        {
            return url is not null && BindingAddress.Parse(url) is { Scheme: "http" or "https", Port: >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort };
        }
        catch (FormatException)
        {
            // The parser has no other way to say no.
            return false;
        }
    }
}
