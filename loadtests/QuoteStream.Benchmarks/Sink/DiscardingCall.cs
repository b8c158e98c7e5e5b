using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Benchmarks.Sink;

/// <summary>One Publish call whose ticks are not looked at; at its end all of them are said to have arrived.</summary>
internal static class DiscardingCall
{
    private const int PrefixBytes = 5;

    /// <returns>How many bytes came.</returns>
    public static async Task<long> ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        long bytes = 0;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync();
            bytes += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await context.Response.BodyWriter.WriteAsync(Frame(new PublishResponse { AcceptedThrough = ulong.MaxValue }));
        context.Response.AppendTrailer("grpc-status", "0");
        return bytes;
    }

    private static byte[] Frame(PublishResponse answer)
    {
        var frame = new byte[PrefixBytes + answer.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixBytes);
        answer.WriteTo(frame.AsSpan(PrefixBytes));
        return frame;
    }
}
