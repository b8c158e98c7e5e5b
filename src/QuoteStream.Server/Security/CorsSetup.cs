using Microsoft.Net.Http.Headers;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>Lets the pages of the origins in <c>Cors:Origins</c>, and of no other, use what is below <c>/v1</c>.</summary>
public static class CorsSetup
{
    /// <summary>How long a browser may remember the answer to a preflight. An origin that is taken off the list is shut out after that at the latest.</summary>
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromMinutes(10);

    private static readonly string[] Methods =
        [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    /// <summary>Last-Event-ID: an EventSource sends it without asking, as long as it is short and plain; a script with fetch has to ask.</summary>
    private static readonly string[] RequestHeaders =
        [HeaderNames.Authorization, HeaderNames.ContentType, "Idempotency-Key", HeaderNames.IfNoneMatch, "Last-Event-ID"];

    /// <summary>Headers of responses that a script may read besides those that it always may: when to come again, what was made, and which state it has.</summary>
    private static readonly string[] ResponseHeaders = [HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate];

    public static void AddCrossOrigin(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<CorsOptions>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(options.NormalizedOrigins)
            .AllowCredentials()
            .WithMethods(Methods)
            .WithHeaders(RequestHeaders)
            .WithExposedHeaders(ResponseHeaders)
            .SetPreflightMaxAge(PreflightMaxAge)));
    }

    /// <summary>The first in the pipeline: preflights carry no token, and answers that are errors must be readable too.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<CorsOptions>().Origins.Length > 0)
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), branch => branch.UseCors());
        }

        // Left to itself it would come first of all. A stream is answered by the routing (it is short-circuited), so its headers have to be
        // settled before; and as they are, the stream keeps nothing of that middleware while it lasts.
        app.UseRouting();
    }
}
