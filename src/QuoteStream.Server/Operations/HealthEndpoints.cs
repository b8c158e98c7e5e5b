using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QuoteStream.Server.Operations;

/// <summary><c>/healthz/live</c> answers while the process can; <c>/healthz/ready</c> says whether to send clients and feeds here.</summary>
public static class HealthEndpoints
{
    /// <summary>Health checks with this tag decide <c>/healthz/ready</c>.</summary>
    public const string ReadyTag = "ready";

    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<ReadyCheck>("endpoints", tags: [ReadyTag]);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // No check runs for liveness: a process that cannot do its work is not mended by killing it, one that does not answer is.
        routes.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        routes.MapHealthChecks("/healthz/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(ReadyTag),
            ResponseWriter = WriteAsync,
        });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.Description ?? JsonNamingPolicy.CamelCase.ConvertName(entry.Value.Status.ToString()));
        return context.Response.WriteAsJsonAsync(new
        {
            Status = JsonNamingPolicy.CamelCase.ConvertName(report.Status.ToString()),
            Checks = checks,
        });
    }
}
