using Microsoft.AspNetCore.Http.Features.Authentication;

namespace QuoteStream.Server.Security;

/// <summary>Decides whether a request may have what it asks for, and answers those that may not.</summary>
internal sealed class AccessGate(AuthOptions options, Authenticator authenticator, AttemptLimits limits, TimeProvider time)
{
    /// <summary>Answers the request itself where it may not.</summary>
    /// <returns>False when the request has been answered.</returns>
    public async ValueTask<bool> AdmitAsync(HttpContext context, AccessRule rule)
    {
        var decision = await DecideAsync(context, rule);
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
    public async ValueTask<AccessDecision> DecideAsync(HttpContext context, AccessRule rule)
    {
        var decision = await authenticator.AuthenticateAsync(context, rule.Sources);
        if (decision.Credentials is { } credentials)
        {
            decision = rule.IsLasting && credentials.Expires <= time.GetUtcNow() ? AccessDecision.Refuse("The token has expired.")
                : Allows(credentials, rule.Scope) ? decision
                : new AccessDecision(AccessVerdict.Forbidden, credentials, Lacks(credentials, rule.Scope));
        }

        return decision.Verdict switch
        {
            AccessVerdict.NoCredentials when !rule.NeedsCredentials && IsOpen(rule.Scope) => AccessDecision.Admit(null),

            // Who has good credentials is never made to wait for others that share the address.
            AccessVerdict.BadCredentials when limits.TryFail(context.Connection.RemoteIpAddress, out var retryAfter) is false =>
                new AccessDecision(AccessVerdict.TooMany, null, "Too many requests with bad credentials came from this address.", retryAfter),
            _ => decision,
        };
    }

    /// <summary>Whether who has these credentials may have something: by its scopes, or as everybody may here.</summary>
    public bool Allows(Credentials credentials, Scope scope) => credentials.Allows(scope) || IsOpen(scope);

    private static string Lacks(Credentials credentials, Scope scope) =>
        scope == Scope.QuotesRead && credentials.Allows(Scope.QuotesDelayed)
            ? "The token allows delayed quotes only (quotes:delayed), and this server offers none; real-time quotes need quotes:read."
            : $"The token lacks the scope {ScopeNames.Format(scope)}.";

    private bool IsOpen(Scope scope) => scope switch
    {
        // What needs no scope in particular, such as to end one's own stream: there are streams of nobody only where quotes are open.
        Scope.None or Scope.QuotesRead => options.AnonymousQuotes == true,
        Scope.FeedPublish => options.AnonymousIngest == true,
        Scope.OpsRead => !options.MetricsNeedScope,
        _ => false,
    };
}
