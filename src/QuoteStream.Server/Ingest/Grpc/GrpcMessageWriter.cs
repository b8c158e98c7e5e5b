using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>Writes length-prefixed messages to a response body, each flushed. One write at a time.</summary>
internal sealed class GrpcMessageWriter(PipeWriter pipe)
{
    /// <summary>Returns when the caller's flow control has room again; false when there is no caller any more.</summary>
    public async ValueTask<bool> WriteAsync(IMessage message, CancellationToken cancellation)
    {
        var prefix = pipe.GetSpan(GrpcMessageReader.PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.CalculateSize());
        pipe.Advance(GrpcMessageReader.PrefixBytes);
        message.WriteTo(pipe);
        var flush = await pipe.FlushAsync(cancellation);
        return !flush.IsCompleted;
    }
}
