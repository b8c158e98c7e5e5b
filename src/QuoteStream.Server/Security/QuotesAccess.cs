namespace QuoteStream.Server.Security;

/// <summary>Whether a request may read quotes.</summary>
internal sealed class QuotesAccess(AuthOptions options)
{
    /// <summary>Answers 401 itself where it may not.</summary>
    /// <returns>False when the request has been answered.</returns>
    public async ValueTask<bool> CheckAsync(HttpContext context)
    {
        if (options.AnonymousQuotes == true)
        {
            return true;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        var refusal = Results.Problem(
            "Quotes need credentials here (Auth:AnonymousQuotes is false), and this server accepts none yet.",
            statusCode: StatusCodes.Status401Unauthorized);
        await refusal.ExecuteAsync(context);
        return false;
    }
}
