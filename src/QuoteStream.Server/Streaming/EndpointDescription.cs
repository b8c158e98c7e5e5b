using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace QuoteStream.Server.Streaming;

/// <summary>
/// Describes an endpoint at <c>/openapi/v1.json</c>. The endpoints read their queries themselves, so that a wrong value is answered with a
/// sentence, and a stream keeps no request around: what the framework would find out from a signature is said here.
/// </summary>
internal static class EndpointDescription
{
    /// <param name="handle">The endpoint's handler: the framework describes only what has a method.</param>
    /// <param name="parameters">Name, in braces for a part of the path; whether it is required, meaning.</param>
    public static void Describe(
        this IEndpointConventionBuilder endpoint,
        Delegate handle,
        string summary,
        string contentType,
        params (string Name, bool IsRequired, string Meaning)[] parameters) => endpoint
        .WithTags("quotes")
        .WithSummary(summary)
        .WithMetadata(
            handle.Method,
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [contentType]),
            new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDetails), ["application/problem+json"]))
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters = [.. parameters.Select(parameter => new OpenApiParameter
            {
                Name = parameter.Name.Trim('{', '}'),
                In = parameter.Name.StartsWith('{') ? ParameterLocation.Path : ParameterLocation.Query,
                Required = parameter.IsRequired,
                Description = parameter.Meaning,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            })];
            return Task.CompletedTask;
        });
}
