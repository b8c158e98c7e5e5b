namespace QuoteStream.Server.Ingest;

/// <summary>Marks the connections of Kestrel's endpoint named <see cref="Name"/>, on which nothing but gRPC is answered.</summary>
internal sealed class GrpcEndpoint
{
    public const string Name = "Grpc";

    public static GrpcEndpoint Mark { get; } = new();
}
