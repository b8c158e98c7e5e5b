namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>What reading a request stream came to.</summary>
internal enum GrpcRead
{
    /// <summary>A message is there.</summary>
    Message,

    /// <summary>The caller has sent its last message.</summary>
    End,

    /// <summary>The bytes are no gRPC messages, or one is too long; the reader's fault says why.</summary>
    Refused,

    /// <summary>The call was ended from this side while the reader waited, or the caller is gone.</summary>
    Interrupted,
}
