using System.ComponentModel.DataAnnotations;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>Settings under <c>Auth</c>.</summary>
[Settings("Auth")]
public sealed class AuthOptions : IValidatableObject
{
    /// <summary>Each token is tried with the keys that fit it.</summary>
    private const int MaxKeys = 20;

    private const int MaxIssuers = 20;

    /// <summary>Whether quotes need no token. Default: true in Development, else false.</summary>
    public bool? AnonymousQuotes { get; set; }

    /// <summary>Whether providers need no token. Default: true in Development, else false.</summary>
    public bool? AnonymousIngest { get; set; }

    /// <summary>
    /// The OpenID Connect provider whose tokens are accepted, such as https://login.example.com: its keys are read from its discovery document, and
    /// again when they change. Default empty: none. Without TLS only on this machine.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>What tokens must name as their audience (<c>aud</c>). Default "quotestream".</summary>
    [Required(ErrorMessage = "it must not be empty: a token that is meant for another service would do here.")]
    public string Audience { get; set; } = "quotestream";

    /// <summary>
    /// Issuers (<c>iss</c>) whose tokens are accepted, separated by commas, besides the authority. Default empty: just the authority; without one,
    /// whoever has a configured key. The same subject of two issuers is the same owner here.
    /// </summary>
    public string[] Issuers { get; set; } = [];

    /// <summary>Secrets of issuers that sign with HS256, separated by commas: each base64 of 32 bytes or more. Default empty.</summary>
    public string[] SymmetricKeys { get; set; } = [];

    /// <summary>
    /// Public keys of issuers that publish none, separated by commas: PEM, or the path of a PEM file. RSA of 2048 bits or more, or EC P-256.
    /// Default empty.
    /// </summary>
    public string[] PublicKeys { get; set; } = [];

    /// <summary>Signatures that are accepted, separated by commas. Default RS256,PS256,ES256,HS256; also RS384, RS512, PS384, PS512.</summary>
    public string[] Algorithms { get; set; } = ["RS256", "PS256", "ES256", "HS256"];

    /// <summary>By how much an issuer's clock may differ from ours. Default 30 s, at most 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "must be between 00:00:00 and 00:05:00.")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether tokens of the command <c>token</c> are accepted. Default: true in Development, else false: who can read the data directory can then be
    /// anyone.
    /// </summary>
    public bool? DevelopmentKey { get; set; }

    /// <summary>
    /// Whether a stream takes a token as the parameter access_token. Default false: URLs end up in the logs and histories of whatever they pass.
    /// </summary>
    public bool AllowTokenInQuery { get; set; }

    /// <summary>Tickets, and as many sessions, of one subject that are kept. Default 32; with one more the oldest is forgotten.</summary>
    [Range(1, 10_000)]
    public int MaxTicketsPerSubject { get; set; } = 32;

    /// <summary>Tickets, and as many sessions, of all subjects that are kept, some 400 bytes each. Default 50,000; one more is a 503.</summary>
    [Range(1, 10_000_000)]
    public int MaxTickets { get; set; } = 50_000;

    /// <summary>Tickets and sessions that a subject may ask for in a minute. Default 60; one more is a 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxTicketsPerMinute { get; set; } = 60;

    /// <summary>
    /// Requests with bad credentials that an address, or an IPv6 network of 64 bits, may send in a minute. Default 60; one more is a 429. Good ones are not counted
    /// and never refused for it.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxFailuresPerMinute { get; set; } = 60;

    /// <summary>Whether /metrics needs a token with the scope ops:read. Default false.</summary>
    public bool MetricsNeedScope { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority.Length > 0 && !IsAuthority(Authority))
        {
            yield return new ValidationResult("it must be like https://login.example.com; http only where it is this machine.", [nameof(Authority)]);
        }

        if (Issuers.Length > MaxIssuers || Issuers.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult($"it must have at most {MaxIssuers} issuers, none of them empty.", [nameof(Issuers)]);
        }

        if (Algorithms.Length == 0 || Algorithms.Any(name => !SignatureAlgorithm.IsKnown(name)))
        {
            yield return new ValidationResult(
                $"it must have one or more of {string.Join(", ", SignatureAlgorithm.Known)}, separated by commas.", [nameof(Algorithms)]);
        }

        if (SymmetricKeys.Length + PublicKeys.Length > MaxKeys)
        {
            yield return new ValidationResult($"there must not be more than {MaxKeys} keys.", [nameof(PublicKeys)]);
        }
    }

    private static bool IsAuthority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 };
}
