namespace QuoteStream.Server.Security;

/// <summary>Lets endpoints ask for a scope.</summary>
public static class ScopeEndpoints
{
    /// <summary>
    /// Answers 401 without valid credentials and 403 without the scope, before the endpoint reads anything; then its
    /// <see cref="HttpContextIdentity.Subject"/> is known. What may be asked for anonymously here (Auth:AnonymousQuotes) passes without credentials.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, Scope scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAccess(AccessRule.Request(scope));

    /// <inheritdoc cref="RequireScope{TBuilder}"/>
    /// <param name="ruleOf">Where it depends on the request which rule holds; else always the first.</param>
    internal static TBuilder RequireAccess<TBuilder>(this TBuilder endpoint, AccessRule rule, Func<HttpRequest, AccessRule>? ruleOf = null)
        where TBuilder : IEndpointConventionBuilder
    {
        // Around the handler and not in a middleware: streams are answered by the routing itself, and keep nothing of what they passed.
        endpoint.Finally(builder =>
        {
            var gate = builder.ApplicationServices.GetRequiredService<AccessGate>();
            var handle = builder.RequestDelegate ?? throw new InvalidOperationException($"{builder.DisplayName} has no handler to guard.");
            builder.Metadata.Add(rule);
            builder.RequestDelegate = context =>
            {
                var admission = gate.AdmitAsync(context, ruleOf?.Invoke(context.Request) ?? rule);
                return !admission.IsCompletedSuccessfully ? HandleAfterAsync(admission, context, handle)
                    : admission.Result ? handle(context)
                    : Task.CompletedTask;
            };
        });
        return endpoint;
    }

    private static async Task HandleAfterAsync(ValueTask<bool> admission, HttpContext context, RequestDelegate handle)
    {
        if (await admission)
        {
            await handle(context);
        }
    }
}
