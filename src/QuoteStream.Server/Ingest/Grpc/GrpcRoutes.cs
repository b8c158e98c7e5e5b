using System.Collections.Frozen;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>The services that are served, by path.</summary>
internal sealed class GrpcRoutes
{
    private readonly FrozenDictionary<string, GrpcHandler> _handlers;

    public GrpcRoutes(IEnumerable<IGrpcService> services)
    {
        var all = services.ToArray();
        Services = all.SelectMany(service => service.Methods.Keys.Select(ServiceOf)).ToFrozenSet();
        _handlers = all.SelectMany(service => service.Methods).ToFrozenDictionary(method => method.Key, method => method.Value);
    }

    /// <summary>Full names of the services.</summary>
    public IReadOnlySet<string> Services { get; }

    /// <summary>The handler of a path, or null with why there is none.</summary>
    public GrpcHandler? Find(string path, out GrpcStatus refusal)
    {
        refusal = GrpcStatus.Ok;
        if (_handlers.TryGetValue(path, out var handler))
        {
            return handler;
        }

        var service = ServiceOf(path);
        refusal = new GrpcStatus(
            GrpcStatusCode.Unimplemented,
            Services.Contains(service)
                ? $"service {service} has no method {path[(path.LastIndexOf('/') + 1)..]}"
                : $"there is no service {service} here");
        return null;
    }

    private static string ServiceOf(string path) => path[1..Math.Max(1, path.LastIndexOf('/'))];
}
