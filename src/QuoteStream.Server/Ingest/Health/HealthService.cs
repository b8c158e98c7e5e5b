using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Ingest.Protos.Health;
using ServingStatus = QuoteStream.Server.Ingest.Protos.Health.HealthCheckResponse.Types.ServingStatus;

namespace QuoteStream.Server.Ingest.Health;

/// <summary>gRPC's standard health service (grpc/grpc doc/health-checking.md): serving until the server begins to stop.</summary>
internal sealed class HealthService : IGrpcService
{
    /// <summary>A load balancer keeps one watch per connection; beyond this somebody only collects them.</summary>
    private const int MaxWatches = 256;

    private readonly IHostApplicationLifetime _lifetime;
    private readonly CallSlots _watches = new(MaxWatches);

    public HealthService(IHostApplicationLifetime lifetime)
    {
        _lifetime = lifetime;
        Methods = new Dictionary<string, GrpcHandler>
        {
            [ServedServices.PathOf(ServedServices.Health, "Check")] = CheckAsync,
            [ServedServices.PathOf(ServedServices.Health, "Watch")] = WatchAsync,
        };
    }

    public IReadOnlyDictionary<string, GrpcHandler> Methods { get; }

    private async Task<GrpcStatus> CheckAsync(GrpcCall call)
    {
        var (request, fault) = await call.ReadSingleAsync(HealthCheckRequest.Parser);
        if (request is null)
        {
            return fault;
        }

        var status = StatusOf(request.Service);
        if (status == ServingStatus.ServiceUnknown)
        {
            return new GrpcStatus(GrpcStatusCode.NotFound, $"there is no service {request.Service} here");
        }

        await call.Responses.WriteAsync(new HealthCheckResponse { Status = status }, call.Ending);
        return GrpcStatus.Ok;
    }

    private async Task<GrpcStatus> WatchAsync(GrpcCall call)
    {
        if (!_watches.TryEnter())
        {
            return new GrpcStatus(GrpcStatusCode.ResourceExhausted, $"all {MaxWatches} health watches of this server are in use");
        }

        try
        {
            var (request, fault) = await call.ReadSingleAsync(HealthCheckRequest.Parser);
            if (request is null)
            {
                return fault;
            }

            // The status changes once, when the server begins to stop, and that ends the call.
            await call.Responses.WriteAsync(new HealthCheckResponse { Status = StatusOf(request.Service) }, call.Ending);
            await call.WaitForEndingAsync();
            await call.WriteLastAsync(new HealthCheckResponse { Status = StatusOf(request.Service) });
            return call.StatusAfter(GrpcRead.Interrupted);
        }
        finally
        {
            _watches.Leave();
        }
    }

    private ServingStatus StatusOf(string service)
    {
        if (service.Length > 0 && ServedServices.All.All(known => known.FullName != service))
        {
            return ServingStatus.ServiceUnknown;
        }

        return _lifetime.ApplicationStopping.IsCancellationRequested ? ServingStatus.NotServing : ServingStatus.Serving;
    }
}
