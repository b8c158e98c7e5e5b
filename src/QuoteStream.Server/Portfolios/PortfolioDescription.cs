using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace QuoteStream.Server.Portfolios;

/// <summary>Describes the endpoints of portfolios at <c>/openapi/v1.json</c>: they read their requests themselves, so it is said here.</summary>
internal static class PortfolioDescription
{
    /// <param name="handle">The endpoint's handler: the framework describes only what has a method.</param>
    /// <param name="success">The status of an answer that is no problem.</param>
    /// <param name="bodies">Media types of the request's body; empty: it has none.</param>
    /// <param name="parameters">Name, in braces for a part of the path, with a colon at its end for a header; whether it is required; meaning.</param>
    public static void Describe(
        this IEndpointConventionBuilder endpoint,
        Delegate handle,
        string summary,
        int success,
        string contentType,
        string[] bodies,
        params (string Name, bool IsRequired, string Meaning)[] parameters) => endpoint
        .WithTags("portfolios")
        .WithSummary(summary)
        .WithMetadata(
            handle.Method,
            new ProducesResponseTypeMetadata(success, typeof(string), [contentType]),
            Problem(StatusCodes.Status400BadRequest),
            Problem(StatusCodes.Status404NotFound),
            Problem(StatusCodes.Status422UnprocessableEntity),
            Problem(StatusCodes.Status503ServiceUnavailable))
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters = [.. parameters.Select(Parameter)];
            if (bodies.Length > 0)
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = bodies.ToDictionary(type => type, _ => new OpenApiMediaType()),
                };
            }

            return Task.CompletedTask;
        });

    private static ProducesResponseTypeMetadata Problem(int status) => new(status, typeof(ProblemDetails), ["application/problem+json"]);

    private static IOpenApiParameter Parameter((string Name, bool IsRequired, string Meaning) parameter) => new OpenApiParameter
    {
        Name = parameter.Name.Trim('{', '}', ':'),
        In = parameter.Name.StartsWith('{') ? ParameterLocation.Path
            : parameter.Name.EndsWith(':') ? ParameterLocation.Header
            : ParameterLocation.Query,
        Required = parameter.IsRequired,
        Description = parameter.Meaning,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
