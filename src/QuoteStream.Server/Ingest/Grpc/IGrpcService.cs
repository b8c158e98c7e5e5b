namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>A gRPC service's methods.</summary>
internal interface IGrpcService
{
    /// <summary>By path, for example "/grpc.health.v1.Health/Check".</summary>
    IReadOnlyDictionary<string, GrpcHandler> Methods { get; }
}
