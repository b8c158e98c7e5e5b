using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace QuoteStream.Server.Security;

/// <summary>Says in the description of the interface which credentials an endpoint takes, and which scope it asks for.</summary>
internal static class AccessDescription
{
    /// <summary>The name of the only description there is.</summary>
    private const string DocumentName = "v1";

    private static readonly (CredentialSources Source, string Name, OpenApiSecurityScheme Scheme)[] Schemes =
    [
        (CredentialSources.Bearer, "bearer", new() { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" }),
        (CredentialSources.Cookie, "session", new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = SessionCookie.Name }),
        (CredentialSources.Query, "ticket", new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Query, Name = "ticket" }),
    ];

    public static void AddAccessDescription(this IServiceCollection services) => services.Configure<OpenApiOptions>(DocumentName, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = Schemes.ToDictionary(entry => entry.Name, IOpenApiSecurityScheme (entry) => entry.Scheme);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AccessRule>().LastOrDefault() is { } rule)
            {
                var scopes = ScopeNames.Format(rule.Scope).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                operation.Security =
                [
                    .. Schemes.Where(entry => rule.Sources.HasFlag(entry.Source)).Select(entry =>
                        new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(entry.Name, context.Document)] = [.. scopes] }),
                ];
            }

            return Task.CompletedTask;
        });
    });
}
