namespace QuoteStream.Server.Operations;

/// <summary>
/// The <c>type</c> of problems that a program may want to tell apart; relative to the server (RFC 9457, 3.1.1), and never changed. The others have the type
/// of their status.
/// </summary>
public static class ProblemTypes
{
    public const string MissingCredentials = "/problems/missing-credentials";
    public const string InvalidToken = "/problems/invalid-token";
    public const string InsufficientScope = "/problems/insufficient-scope";
    public const string CrossSite = "/problems/cross-site";
    public const string TooManyAttempts = "/problems/too-many-attempts";
    public const string AuthorityUnavailable = "/problems/authority-unavailable";
}
