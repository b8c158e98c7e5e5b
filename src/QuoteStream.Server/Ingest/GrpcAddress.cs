using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace QuoteStream.Server.Ingest;

/// <summary>Where this server's own gRPC endpoint can be reached from inside the process.</summary>
public sealed class GrpcAddress(IServer server, IConfiguration configuration, IHostApplicationLifetime lifetime)
{
    /// <summary>Waits until the server listens.</summary>
    /// <exception cref="InvalidOperationException">No endpoint named Grpc is configured.</exception>
    public async Task<Uri> WaitAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.UnsafeRegister(_ => started.TrySetResult(), null);
        await started.Task.WaitAsync(cancellationToken);
        return Find();
    }

    private Uri Find()
    {
        // Kestrel binds the endpoints of its configuration in the order of their names, and lists what it bound in that order. An endpoint
        // on "localhost" or on every address is listed once.
        var names = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(child => child.Key).ToList();
        var index = names.FindIndex(name => name.Equals(GrpcEndpoint.Name, StringComparison.OrdinalIgnoreCase));
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToList();
        if (index < 0 || addresses is null || addresses.Count <= index)
        {
            throw new InvalidOperationException($"No endpoint named {GrpcEndpoint.Name} is listening.");
        }

        var address = BindingAddress.Parse(addresses[index]);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }
}
