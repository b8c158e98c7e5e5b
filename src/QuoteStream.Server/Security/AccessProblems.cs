using System.Globalization;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>The answers to requests that may not have what they ask for (RFC 6750, 3).</summary>
internal static class AccessProblems
{
    public static Task WriteAsync(HttpContext context, in AccessDecision decision, Scope scope)
    {
        var headers = context.Response.Headers;
        if (decision.RetryAfter > TimeSpan.Zero)
        {
            headers.RetryAfter = Seconds(decision.RetryAfter);
        }

        headers.WWWAuthenticate = decision.Verdict switch
        {
            AccessVerdict.NoCredentials => "Bearer",
            AccessVerdict.BadCredentials => $"Bearer error=\"invalid_token\", error_description=\"{decision.Detail}\"",
            AccessVerdict.Forbidden => $"Bearer error=\"insufficient_scope\", scope=\"{ScopeNames.Format(scope)}\"",
            _ => default,
        };
        var (status, type) = decision.Verdict switch
        {
            AccessVerdict.NoCredentials => (StatusCodes.Status401Unauthorized, ProblemTypes.MissingCredentials),
            AccessVerdict.BadCredentials => (StatusCodes.Status401Unauthorized, ProblemTypes.InvalidToken),
            AccessVerdict.Forbidden => (StatusCodes.Status403Forbidden, ProblemTypes.InsufficientScope),
            AccessVerdict.CrossSite => (StatusCodes.Status403Forbidden, ProblemTypes.CrossSite),
            AccessVerdict.TooMany => (StatusCodes.Status429TooManyRequests, ProblemTypes.TooManyAttempts),
            AccessVerdict.Unavailable => (StatusCodes.Status503ServiceUnavailable, ProblemTypes.AuthorityUnavailable),
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Verdict, "Who is admitted gets no problem."),
        };
        return Results.Problem(decision.Detail, statusCode: status, type: type).ExecuteAsync(context);
    }

    /// <summary>As <c>Retry-After</c> wants it: whole seconds, and never too early.</summary>
    public static string Seconds(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
