using Google.Protobuf;
using QuoteStream.Server.Ingest.Grpc;

namespace QuoteStream.Server.Tests.Ingest.Grpc;

/// <summary>What the server writes, frame by frame.</summary>
public sealed class GrpcFramesTests(IngestServer server) : IClassFixture<IngestServer>
{
    private static readonly byte[] NoError = [0, 0, 0, 0];

    [Fact]
    public async Task A_status_without_messages_is_one_headers_frame_that_ends_the_stream()
    {
        using var wire = await Http2Wire.ConnectAsync(server.Server.GrpcAddress);
        await wire.RequestAsync("/no.Service/Method", endStream: true);
        var frame = Assert.Single(await wire.ReadUntilAsync(IsEnd));
        Assert.Equal(Http2Wire.Headers, frame.Type);
    }

    [Fact]
    public async Task A_status_after_messages_is_in_trailers()
    {
        using var wire = await Http2Wire.ConnectAsync(server.Server.GrpcAddress);
        await wire.RequestAsync(RawGrpcCall.PublishPath, endStream: false);
        await wire.DataAsync(RawGrpcCall.Frame(Requests.Start().ToByteArray()), endStream: true);
        var frames = await wire.ReadUntilAsync(IsEnd);
        Assert.Equal(Http2Wire.Headers, frames[0].Type);
        Assert.All(frames[1..^1], frame => Assert.Equal(Http2Wire.Data, frame.Type));
        Assert.NotEmpty(frames[1..^1]);
        Assert.Equal(Http2Wire.Headers, frames[^1].Type);
    }

    [Theory]
    [InlineData("300m")]
    [InlineData("0m")]
    public async Task A_deadline_ends_the_response_first_and_then_stops_the_request(string timeout)
    {
        using var wire = await Http2Wire.ConnectAsync(server.Server.GrpcAddress);
        await wire.RequestAsync(RawGrpcCall.PublishPath, endStream: false, ("grpc-timeout", timeout));
        await AssertStoppedAfterStatus(wire);
    }

    [Fact]
    public async Task A_refused_request_is_stopped_after_its_status()
    {
        using var wire = await Http2Wire.ConnectAsync(server.Server.GrpcAddress);
        await wire.RequestAsync(RawGrpcCall.PublishPath, endStream: false);
        await wire.DataAsync(RawGrpcCall.Frame(Requests.Quotes(1).ToByteArray()));
        await AssertStoppedAfterStatus(wire);
    }

    [Fact]
    public async Task Messages_need_not_begin_or_end_with_a_frame()
    {
        // A DATA frame holds half a message; the next one the other half and the next message's prefix.
        var start = RawGrpcCall.Frame(Requests.Start().ToByteArray());
        var ticks = RawGrpcCall.Frame(Requests.Quotes(1).ToByteArray());
        using var wire = await Http2Wire.ConnectAsync(server.Server.GrpcAddress);
        await wire.RequestAsync(RawGrpcCall.PublishPath, endStream: false);
        await wire.DataAsync(start[..10]);
        await wire.DataAsync([]);
        await wire.DataAsync([.. start[10..], .. ticks[..GrpcMessageReader.PrefixBytes]]);
        await wire.DataAsync(ticks[GrpcMessageReader.PrefixBytes..], endStream: true);
        var frames = await wire.ReadUntilAsync(IsEnd);
        Assert.Equal(Http2Wire.Headers, frames[^1].Type);
    }

    private static async Task AssertStoppedAfterStatus(Http2Wire wire)
    {
        var frames = await wire.ReadUntilAsync(frame => frame.Type == Http2Wire.Reset);
        Assert.Equal(2, frames.Count);
        Assert.Equal(Http2Wire.Headers, frames[0].Type);
        Assert.True((frames[0].Flags & Http2Wire.EndStream) != 0);
        Assert.Equal(NoError, frames[1].Payload);
    }

    private static bool IsEnd((byte Type, byte Flags) frame) =>
        frame.Type is Http2Wire.Headers or Http2Wire.Data && (frame.Flags & Http2Wire.EndStream) != 0;
}
