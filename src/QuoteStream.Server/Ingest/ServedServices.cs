using QuoteStream.Ingest.V1;
using AlphaFile = QuoteStream.Server.Ingest.Protos.ReflectionAlpha.ReflectionReflection;
using HealthFile = QuoteStream.Server.Ingest.Protos.Health.HealthReflection;
using ReflectionFile = QuoteStream.Server.Ingest.Protos.Reflection.ReflectionReflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace QuoteStream.Server.Ingest;

/// <summary>The gRPC services of this server, as health and reflection tell of them.</summary>
internal static class ServedServices
{
    public static ServiceDescriptor FeedIngest { get; } = FeedIngestReflection.Descriptor.Services[0];

    public static ServiceDescriptor Health { get; } = HealthFile.Descriptor.Services[0];

    public static ServiceDescriptor Reflection { get; } = ReflectionFile.Descriptor.Services[0];

    /// <summary>The same as <see cref="Reflection"/> under the name that older tools ask for.</summary>
    public static ServiceDescriptor ReflectionAlpha { get; } = AlphaFile.Descriptor.Services[0];

    public static IReadOnlyList<ServiceDescriptor> All { get; } = [FeedIngest, Health, Reflection, ReflectionAlpha];

    /// <summary>The request path of a method.</summary>
    public static string PathOf(ServiceDescriptor service, string method) => $"/{service.FullName}/{service.FindMethodByName(method).Name}";
}
