namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>Answers one call; what it returns is the call's status.</summary>
internal delegate Task<GrpcStatus> GrpcHandler(GrpcCall call);
