using System.ComponentModel.DataAnnotations;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>Settings under <c>Cors</c>.</summary>
[Settings("Cors")]
public sealed class CorsOptions : IValidatableObject
{
    /// <summary>Each request of a page is looked up among them.</summary>
    private const int MaxOrigins = 100;

    /// <summary>
    /// Origins of other sites whose pages may use the interface, with their users' credentials: exactly as a browser sends them, such as
    /// https://app.example.com, separated by commas. Default empty: none.
    /// </summary>
    public string[] Origins { get; set; } = [];

    /// <summary>As browsers write them: in lower case, a domain of other letters in its ASCII form, no port that the scheme implies.</summary>
    internal string[] NormalizedOrigins => [.. Origins.Select(Normalize).OfType<string>()];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Origins.Length > MaxOrigins)
        {
            yield return new ValidationResult($"it must not have more than {MaxOrigins} origins.", [nameof(Origins)]);
        }

        foreach (var origin in Origins.Where(origin => Normalize(origin) is null))
        {
            yield return new ValidationResult(
                $"'{origin}' is not an origin: http:// or https://, a host, and a port where it is not the scheme's own. No path, no *, nothing else.",
                [nameof(Origins)]);
        }
    }

    private static string? Normalize(string origin)
    {
        // A URL would pass the parser with much that an origin does not have, and would then match no page without a word.
        var authority = origin.IndexOf("://", StringComparison.Ordinal) is var end and > 0 ? origin[(end + "://".Length)..] : "";
        return authority.Length > 0
            && authority.IndexOfAny(['/', '\\', '?', '#', '@', '*', '%', ' ', '\t']) < 0
            && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", IdnHost.Length: > 0 }
            ? uri.IsDefaultPort ? $"{uri.Scheme}://{HostOf(uri)}" : $"{uri.Scheme}://{HostOf(uri)}:{uri.Port}"
            : null;
    }

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
}
