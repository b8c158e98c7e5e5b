using System.Buffers.Binary;
using Google.Protobuf;

namespace QuoteStream.Client.Feeds;

/// <summary>What precedes every gRPC message: one byte for "compressed", four for its length.</summary>
/// <remarks>https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md</remarks>
internal static class GrpcFraming
{
    public const int PrefixBytes = 5;

    public static void WritePrefix(Span<byte> destination, int messageBytes)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], messageBytes);
    }

    public static byte[] Frame(IMessage message)
    {
        int length = message.CalculateSize();
        var frame = new byte[PrefixBytes + length];
        WritePrefix(frame, length);
        message.WriteTo(frame.AsSpan(PrefixBytes));
        return frame;
    }
}
