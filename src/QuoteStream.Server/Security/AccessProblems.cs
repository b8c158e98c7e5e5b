using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>The answers to requests that may not have what they ask for (RFC 6750, 3).</summary>
internal static class AccessProblems
{
    /// <summary>The authority may be back at any time; a few seconds keep its clients from hammering on.</summary>
    private const string UnavailableRetrySeconds = "5";

    public static Task WriteAsync(HttpContext context, AccessDecision decision, Scope scope)
    {
        var headers = context.Response.Headers;
        switch (decision.Verdict)
        {
            case AccessVerdict.NoCredentials:
                headers.WWWAuthenticate = "Bearer";
                return WriteAsync(context, StatusCodes.Status401Unauthorized, ProblemTypes.MissingCredentials, decision.Detail);
            case AccessVerdict.BadCredentials:
                headers.WWWAuthenticate = $"Bearer error=\"invalid_token\", error_description=\"{decision.Detail}\"";
                return WriteAsync(context, StatusCodes.Status401Unauthorized, ProblemTypes.InvalidToken, decision.Detail);
            case AccessVerdict.Forbidden:
                headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{ScopeNames.Format(scope)}\"";
                return WriteAsync(context, StatusCodes.Status403Forbidden, ProblemTypes.InsufficientScope, decision.Detail);
            case AccessVerdict.Unavailable:
                headers.RetryAfter = UnavailableRetrySeconds;
                return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, ProblemTypes.AuthorityUnavailable, decision.Detail);
            default:
                throw new ArgumentOutOfRangeException(nameof(decision), decision.Verdict, "Who is admitted gets no problem.");
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string type, string detail) =>
        Results.Problem(detail, statusCode: status, type: type).ExecuteAsync(context);
}
