using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QuoteStream.Server.Operations;

/// <summary>Ready means: started, every configured endpoint (ingest among them) listening, and not yet stopping.</summary>
public sealed class ReadyCheck(IHostApplicationLifetime lifetime, IServer server, IConfiguration configuration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(FindFault() is { } fault ? new HealthCheckResult(context.Registration.FailureStatus, fault) : HealthCheckResult.Healthy());

    private string? FindFault()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return "stopping";
        }

        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return "starting";
        }

        // Kestrel follows its section of the configuration while it runs, so that an endpoint can go after the start.
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses.Count ?? 0;
        var configured = configuration.GetSection("Kestrel:Endpoints").GetChildren().Count();
        return listening < configured ? $"{listening} of {configured} endpoints listening" : null;
    }
}
