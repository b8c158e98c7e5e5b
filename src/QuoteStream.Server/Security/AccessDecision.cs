namespace QuoteStream.Server.Security;

/// <summary>What is to become of a request, and why.</summary>
/// <param name="Credentials">Null where there are none, or none that are accepted.</param>
/// <param name="Detail">A sentence for the client, in ASCII without quotes; empty where it is admitted.</param>
/// <param name="RetryAfter">Zero but for those who may come back later.</param>
internal readonly record struct AccessDecision(AccessVerdict Verdict, Credentials? Credentials, string Detail, TimeSpan RetryAfter = default)
{
    private static readonly TimeSpan AuthorityRetry = TimeSpan.FromSeconds(5);

    /// <summary>Neither admitted nor refused for what it brought: that depends on what it asks for.</summary>
    public static AccessDecision Missing { get; } =
        new(AccessVerdict.NoCredentials, null, "This needs credentials: send Authorization: Bearer with a token.");

    public static AccessDecision CrossSite { get; } =
        new(AccessVerdict.CrossSite, null, "A page of another origin cannot use the session cookie for changes.");

    public static AccessDecision Unavailable { get; } = new(
        AccessVerdict.Unavailable, null, "Tokens cannot be checked now: their authority does not answer.", AuthorityRetry);

    public static AccessDecision Admit(Credentials? credentials) => new(AccessVerdict.Admitted, credentials, "");

    /// <summary>The credentials are good, and do not allow this.</summary>
    public static AccessDecision Lack(Credentials credentials, Scope scope) =>
        new(AccessVerdict.Forbidden, credentials, $"The token lacks the scope {ScopeNames.Format(scope)}.");

    public static AccessDecision Refuse(string detail) => new(AccessVerdict.BadCredentials, null, detail);
}
