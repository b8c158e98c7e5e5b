using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary><c>/v1/tickets</c> and <c>/v1/session</c>: what a browser's EventSource, which can send no header, shows in place of a token.</summary>
internal sealed class SignInEndpoints(TicketStore tickets, SessionStore sessions, AttemptLimits limits, CrossSiteCheck crossSite)
{
    /// <summary>Until some of those that are kept have expired.</summary>
    private static readonly TimeSpan FullRetry = TimeSpan.FromSeconds(30);

    public Task CreateTicketAsync(HttpContext context) => IssueAsync(context, tickets, (ticket, credentials) =>
        Results.Json(new { ticket, expires = credentials.ExpiresUnixMicros }, statusCode: StatusCodes.Status201Created));

    public Task CreateSessionAsync(HttpContext context) => IssueAsync(context, sessions, (value, credentials) =>
    {
        if (SessionCookie.Read(context.Request) is { } former)
        {
            sessions.Remove(former);
        }

        SessionCookie.Set(context.Response, value, credentials.Expires);
        return Results.Json(new { expires = credentials.ExpiresUnixMicros });
    });

    /// <summary>Signs out; who is not signed in is done as well.</summary>
    public Task DeleteSessionAsync(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is { } value)
        {
            if (!crossSite.Allows(context.Request))
            {
                return AccessProblems.WriteAsync(context, AccessDecision.CrossSite, Scope.None);
            }

            sessions.Remove(value);
            SessionCookie.Remove(context.Response);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task IssueAsync(HttpContext context, CredentialStore store, Func<string, Credentials, IResult> answer)
    {
        var credentials = context.Credentials()!;
        context.Response.Headers.CacheControl = "no-store";
        if (!limits.TryIssue(credentials.Subject, out var wait))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, wait, "This subject has asked for too many tickets and sessions.");
        }
        else if (store.Issue(credentials) is { } value)
        {
            await answer(value, credentials).ExecuteAsync(context);
        }
        else
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, FullRetry, "No more tickets and sessions can be kept now (Auth:MaxTickets).");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, TimeSpan wait, string detail)
    {
        context.Response.Headers.RetryAfter = AccessProblems.Seconds(wait);
        return Results.Problem(detail, statusCode: status, type: ProblemTypes.TooManyAttempts).ExecuteAsync(context);
    }
}
