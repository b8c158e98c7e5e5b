namespace QuoteStream.Server.Security;

/// <summary>What an endpoint asks of its callers.</summary>
/// <param name="Scope"><see cref="Scope.None"/>: credentials, whatever they allow.</param>
/// <param name="NeedsCredentials">Whether there must be credentials also where the scope can be had without.</param>
/// <param name="IsLasting">Whether what is asked for lasts until the credentials expire: for those that have, no clock's skew is allowed for.</param>
internal sealed record AccessRule(Scope Scope, CredentialSources Sources, bool NeedsCredentials, bool IsLasting)
{
    public static AccessRule Stream { get; } =
        new(Scope.QuotesRead, CredentialSources.Bearer | CredentialSources.Cookie | CredentialSources.Query, NeedsCredentials: false, IsLasting: true);

    /// <summary>A stream of a portfolio and of no quotes.</summary>
    public static AccessRule PortfolioStream { get; } = Stream with { Scope = Scope.PortfolioRead };

    public static AccessRule FeedLine { get; } = new(Scope.FeedPublish, CredentialSources.Bearer, NeedsCredentials: false, IsLasting: true);

    /// <summary>What is made of a token: a ticket, a session, a stream's longer life.</summary>
    public static AccessRule AnyToken { get; } = new(Scope.None, CredentialSources.Bearer, NeedsCredentials: true, IsLasting: true);

    public static AccessRule Request(Scope scope) =>
        new(scope, CredentialSources.Bearer | CredentialSources.Cookie, NeedsCredentials: false, IsLasting: false);
}
