using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>Settings under <c>Auth</c>.</summary>
[Settings("Auth")]
public sealed class AuthOptions
{
    /// <summary>Whether quotes need no token. Default: true in Development, else false.</summary>
    public bool? AnonymousQuotes { get; set; }

    /// <summary>Whether providers need no token. Default: true in Development, else false.</summary>
    public bool? AnonymousIngest { get; set; }
}
