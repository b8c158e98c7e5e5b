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
internal sealed class Authenticator(IServiceProvider services, ILogger<Authenticator> logger)
{
    private static readonly AuthenticationScheme Scheme = new(
        JwtBearerDefaults.AuthenticationScheme, displayName: null, typeof(JwtBearerHandler));

    public ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext context) =>
        context.Request.Headers.ContainsKey(HeaderNames.Authorization)
            ? AuthenticateBearerAsync(context)
            : new ValueTask<AuthenticationOutcome>(AuthenticationOutcome.None);

    private async ValueTask<AuthenticationOutcome> AuthenticateBearerAsync(HttpContext context)
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
                { Succeeded: true } => new AuthenticationOutcome(((CredentialsPrincipal)result.Principal).Credentials, null),
                { None: true } => new AuthenticationOutcome(null, "The Authorization header has no bearer token."),
                _ => new AuthenticationOutcome(null, Explain(Cause(result))),
            };
        }
        catch (InvalidOperationException fault)
        {
            // The discovery document cannot be had, and never could since the start.
            SecurityLog.AuthorityUnavailable(logger, fault);
            return new AuthenticationOutcome(null, null, IsUnavailable: true);
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
        SecurityTokenNoExpirationException => "The token never expires; it must have an exp.",
        SecurityTokenInvalidAudienceException => "The token is meant for another audience.",
        SecurityTokenInvalidIssuerException => "The token's issuer is not trusted here.",
        SecurityTokenSignatureKeyNotFoundException => "The token's key is not known here.",
        SecurityTokenInvalidSignatureException => "The token's signature is not valid.",
        _ => "The token is not a signed JWT.",
    };
}
