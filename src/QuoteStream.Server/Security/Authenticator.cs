using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace QuoteStream.Server.Security;

/// <summary>Finds the credentials of a request.</summary>
/// <remarks>
/// Runs the bearer handler by itself instead of through the authentication middleware: that keeps the handler, its result and the request's services
/// for as long as the request lasts, and a stream lasts for hours.
/// </remarks>
internal sealed class Authenticator(
    IServiceProvider services, AuthOptions options, TicketStore tickets, SessionStore sessions, CrossSiteCheck crossSite, ILogger<Authenticator> logger)
{
    private static readonly AuthenticationScheme Scheme = new(
        JwtBearerDefaults.AuthenticationScheme, displayName: null, typeof(JwtBearerHandler));

    /// <summary>Admitted with credentials, or why not; a cookie that is no longer good counts as none, for no one chose to send it.</summary>
    public ValueTask<AccessDecision> AuthenticateAsync(HttpContext context, CredentialSources sources)
    {
        if (context.Request.Headers.ContainsKey(HeaderNames.Authorization))
        {
            return AuthenticateBearerAsync(context);
        }

        if (sources.HasFlag(CredentialSources.Query))
        {
            if (QueryCredentials.ReadTicket(context.Request) is { } ticket)
            {
                return ValueTask.FromResult(tickets.Find(ticket) is { } known
                    ? AccessDecision.Admit(known)
                    : AccessDecision.Refuse("The ticket has expired, or is none."));
            }

            if (QueryCredentials.ReadToken(context.Request) is not null)
            {
                return options.AllowTokenInQuery
                    ? AuthenticateBearerAsync(context)
                    : ValueTask.FromResult(AccessDecision.Refuse("Tokens are not accepted in the query here: get a ticket with POST /v1/tickets."));
            }
        }

        return ValueTask.FromResult(sources.HasFlag(CredentialSources.Cookie) ? FindSession(context) : AccessDecision.Missing);
    }

    private AccessDecision FindSession(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is not { } value || sessions.Find(value) is not { } credentials)
        {
            return AccessDecision.Missing;
        }

        return crossSite.Allows(context.Request) ? AccessDecision.Admit(credentials) : AccessDecision.CrossSite;
    }

    private async ValueTask<AccessDecision> AuthenticateBearerAsync(HttpContext context)
    {
        try
        {
            var result = await HandleAsync(context);

            // The authority may have changed its keys: the handler has asked for the new ones by now, if it has not done so within half a minute.
            if (Cause(result) is SecurityTokenSignatureKeyNotFoundException)
            {
                result = await HandleAsync(context);
            }

            return result switch
            {
                { Succeeded: true } => AccessDecision.Admit(((CredentialsPrincipal)result.Principal).Credentials),
                { None: true } => AccessDecision.Refuse("The Authorization header has no bearer token."),
                _ => AccessDecision.Refuse(Explain(Cause(result))),
            };
        }
        catch (InvalidOperationException fault)
        {
            // The discovery document cannot be had, and never could since the start.
            SecurityLog.AuthorityUnavailable(logger, fault);
            return AccessDecision.Unavailable;
        }
    }

    private async Task<AuthenticateResult> HandleAsync(HttpContext context)
    {
        var handler = services.GetRequiredService<JwtBearerHandler>();
        await handler.InitializeAsync(Scheme, context);
        return await handler.AuthenticateAsync();
    }

    private static Exception? Cause(AuthenticateResult result) =>
        result.Failure is AggregateException several ? several.InnerExceptions[0] : result.Failure;

    // Nothing of the token or of the keys here: whoever sent it need not be its owner.
    private static string Explain(Exception? fault) => fault switch
    {
        TokenRefusedException refusal => refusal.Message,
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNotYetValidException => "The token is not yet valid.",
        SecurityTokenNoExpirationException => "The token never expires; it must have an exp, in seconds, before 2038-01-19.",
        SecurityTokenInvalidAudienceException => "The token is meant for another audience.",
        SecurityTokenInvalidIssuerException => "The token's issuer is not trusted here.",
        SecurityTokenSignatureKeyNotFoundException => "The token's key is not known here.",
        SecurityTokenInvalidSignatureException => "The token's signature is not valid.",
        _ => "The token is not a signed JWT.",
    };
}
