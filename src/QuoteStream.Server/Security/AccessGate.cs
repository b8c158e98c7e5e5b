using Microsoft.AspNetCore.Http.Features.Authentication;

namespace QuoteStream.Server.Security;

/// <summary>Decides whether a request may have what it asks for, and answers those that may not.</summary>
internal sealed class AccessGate(AuthOptions options, Authenticator authenticator)
{
    private const string Missing = "This needs credentials: send Authorization: Bearer with a token.";
    private const string Unavailable = "Tokens cannot be checked now: their authority does not answer.";

    /// <summary>Answers the request itself where it may not.</summary>
    /// <returns>False when the request has been answered.</returns>
    public async ValueTask<bool> AdmitAsync(HttpContext context, AccessRule rule)
    {
        var decision = await DecideAsync(context, rule.Scope);
        if (decision.Verdict != AccessVerdict.Admitted)
        {
            await AccessProblems.WriteAsync(context, decision, rule.Scope);
            return false;
        }

        if (decision.Credentials is { } credentials)
        {
            context.Features.Set<IHttpAuthenticationFeature>(new RequestIdentity(credentials));
        }

        return true;
    }

    /// <summary>What is to become of the request. Credentials that are not accepted count also where none are needed: their sender believes in them.</summary>
    public async ValueTask<AccessDecision> DecideAsync(HttpContext context, Scope scope)
    {
        var outcome = await authenticator.AuthenticateAsync(context);
        if (outcome.Credentials is { } credentials)
        {
            return credentials.Allows(scope) || IsOpen(scope)
                ? new AccessDecision(AccessVerdict.Admitted, credentials, "")
                : new AccessDecision(AccessVerdict.Forbidden, credentials, Lacks(credentials, scope));
        }

        if (outcome.IsUnavailable)
        {
            return new AccessDecision(AccessVerdict.Unavailable, null, Unavailable);
        }

        if (outcome.Refusal is { } refusal)
        {
            return new AccessDecision(AccessVerdict.BadCredentials, null, refusal);
        }

        return IsOpen(scope)
            ? new AccessDecision(AccessVerdict.Admitted, null, "")
            : new AccessDecision(AccessVerdict.NoCredentials, null, Missing);
    }

    private static string Lacks(Credentials credentials, Scope scope) =>
        scope == Scope.QuotesRead && credentials.Allows(Scope.QuotesDelayed)
            ? "The token allows delayed quotes only (quotes:delayed), and this server offers none; real-time quotes need quotes:read."
            : $"The token lacks the scope {ScopeNames.Format(scope)}.";

    private bool IsOpen(Scope scope) => scope switch
    {
        Scope.QuotesRead => options.AnonymousQuotes == true,
        Scope.FeedPublish => options.AnonymousIngest == true,
        Scope.OpsRead => !options.MetricsNeedScope,
        _ => false,
    };
}
