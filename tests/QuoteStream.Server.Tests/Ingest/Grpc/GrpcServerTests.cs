using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Server.Tests.Ingest.Grpc;

public sealed class GrpcServerTests(IngestServer server) : IClassFixture<IngestServer>
{
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("Application/GRPC")]
    public async Task A_grpc_content_type_is_served(string contentType)
    {
        await using var call = Publish(("content-type", contentType));
        await call.SendAsync(Requests.Start());
        Assert.NotNull(await call.ReadAsync(PublishResponse.Parser));
        var response = await call.ResponseAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["identity", "gzip"], response.Headers.GetValues("grpc-accept-encoding").SelectMany(value => value.Split(',')));
    }

    [Theory]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    [InlineData("application/json")]
    [InlineData("")]
    public async Task Any_other_content_type_is_an_http_error(string contentType)
    {
        await using var call = Publish(("content-type", contentType));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await call.ResponseAsync()).StatusCode);
    }

    [Fact]
    public async Task Only_post_is_allowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RawGrpcCall.PublishPath)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Grpc_over_http_1_is_told_that_it_needs_http_2()
    {
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new("application/grpc");
        using var response = await server.Server.Http.PostAsync(RawGrpcCall.PublishPath, content);
        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, response.StatusCode);
    }

    [Theory]
    [InlineData("/quotestream.ingest.v1.FeedIngest/Subscribe", "has no method Subscribe")]
    [InlineData("/quotestream.ingest.v2.FeedIngest/Publish", "no service quotestream.ingest.v2.FeedIngest")]
    [InlineData("/", "no service")]
    [InlineData("/a", "no service")]
    [InlineData("/a/b/c", "no service a/b")]
    [InlineData("/healthz/live", "no service healthz")]
    public async Task Unknown_paths_are_unimplemented_in_grpc_terms(string path, string text)
    {
        await using var call = new RawGrpcCall(server.Client, path);
        var status = await call.StatusAsync();
        Assert.Equal(12, status.Code);
        Assert.True(status.IsTrailersOnly);
        Assert.Contains(text, status.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await call.ResponseAsync()).StatusCode);
    }

    [Fact]
    public async Task A_message_that_is_not_ascii_is_percent_encoded()
    {
        await using var call = new RawGrpcCall(server.Client, "/caf%C3%A9%0D%0A50%25/Publish");
        var status = await call.StatusAsync();
        Assert.Contains("caf%C3%A9%0D%0A50%25", status.Message, StringComparison.Ordinal);
        Assert.Contains("café\r\n50%", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_encoding_is_unimplemented_and_the_known_ones_are_named()
    {
        await using var call = Publish(("grpc-encoding", "snappy"));
        Assert.Equal(12, (await call.StatusAsync()).Code);
        Assert.Equal("identity,gzip", (await call.ResponseAsync()).Headers.GetValues("grpc-accept-encoding").Single());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    [InlineData("1s")]
    public async Task A_malformed_timeout_is_an_error(string timeout)
    {
        await using var call = Publish(("grpc-timeout", timeout));
        Assert.Equal(13, (await call.StatusAsync()).Code);
    }

    [Theory]
    [InlineData("0n")]
    [InlineData("200m")]
    [InlineData("200000u")]
    public async Task A_call_past_its_deadline_ends_with_deadline_exceeded(string timeout)
    {
        await using var call = Publish(("grpc-timeout", timeout));
        Assert.Equal(4, (await call.StatusAsync()).Code);
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999S")]
    public async Task A_deadline_far_away_is_taken(string timeout)
    {
        await using var call = Publish(("grpc-timeout", timeout));
        await call.SendAsync(Requests.Start());
        call.Complete();
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Messages_are_read_however_they_are_cut()
    {
        byte[] bytes =
        [
            .. RawGrpcCall.Frame(Requests.Start().ToByteArray()),
            .. RawGrpcCall.Frame(Requests.Quotes(2, firstSequence: 1).ToByteArray()),
            .. RawGrpcCall.Frame(Requests.Quotes(1, firstSequence: 3).ToByteArray()),
        ];
        foreach (var length in (int[])[1, 2, 7, bytes.Length])
        {
            await using var call = Publish();
            foreach (var piece in bytes.Chunk(length))
            {
                await call.SendBytesAsync(piece);
            }

            call.Complete();
            Assert.Equal(3ul, (await call.ReadAllAsync(PublishResponse.Parser))[^1].AcceptedThrough);
            Assert.Equal(0, (await call.StatusAsync()).Code);
        }
    }

    [Fact]
    public async Task A_request_that_ends_inside_a_message_is_an_error()
    {
        await using var call = Publish();
        await call.SendBytesAsync(RawGrpcCall.Frame(Requests.Start().ToByteArray())[..^1]);
        call.Complete();
        var status = await call.StatusAsync();
        Assert.Equal(13, status.Code);
        Assert.Contains("middle of a message", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_the_greatest_length_is_taken()
    {
        await using var call = Publish();
        await call.SendBytesAsync(RawGrpcCall.Frame(StartOf(MaxMessageBytes)));
        Assert.NotNull(await call.ReadAsync(PublishResponse.Parser));
    }

    [Fact]
    public async Task A_longer_message_is_refused_by_its_prefix()
    {
        await using var call = Publish();
        var prefix = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), MaxMessageBytes + 1);
        await call.SendBytesAsync(prefix);
        var status = await call.StatusAsync();
        Assert.Equal(8, status.Code);
        Assert.Contains("4194305", status.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0x50)]
    public async Task A_flag_that_does_not_exist_is_an_error(byte flag)
    {
        await using var call = Publish();
        await call.SendBytesAsync(RawGrpcCall.Frame(Requests.Start().ToByteArray(), flag));
        Assert.Equal(13, (await call.StatusAsync()).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    public async Task A_compressed_message_without_an_encoding_is_an_error(string encoding)
    {
        await using var call = Publish(("grpc-encoding", encoding));
        await call.SendBytesAsync(RawGrpcCall.Frame(Gzip(Requests.Start().ToByteArray()), flag: 1));
        Assert.Equal(13, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Gzip_and_plain_messages_may_alternate()
    {
        await using var call = Publish(("grpc-encoding", "gzip"));
        await call.SendBytesAsync(RawGrpcCall.Frame(Gzip(Requests.Start().ToByteArray()), flag: 1));
        await call.SendAsync(Requests.Quotes(5, firstSequence: 1));
        await call.SendBytesAsync(RawGrpcCall.Frame(Gzip(Requests.Quotes(9_000, firstSequence: 6).ToByteArray()), flag: 1));
        await call.SendBytesAsync(RawGrpcCall.Frame(Gzip([]), flag: 1));
        call.Complete();
        Assert.Equal(9_005ul, (await call.ReadAllAsync(PublishResponse.Parser))[^1].Applied);
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_gzip_message_of_the_greatest_length_is_taken()
    {
        await using var call = Publish(("grpc-encoding", "gzip"));
        await call.SendBytesAsync(RawGrpcCall.Frame(Gzip(StartOf(MaxMessageBytes)), flag: 1));
        Assert.NotNull(await call.ReadAsync(PublishResponse.Parser));
    }

    [Theory]
    [InlineData(MaxMessageBytes + 1)]
    [InlineData(100 * MaxMessageBytes)]
    public async Task A_gzip_message_that_unpacks_to_more_is_refused(int length)
    {
        await using var call = Publish(("grpc-encoding", "gzip"));
        await call.SendBytesAsync(RawGrpcCall.Frame(Gzip(new byte[length]), flag: 1));
        Assert.Equal(8, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Broken_gzip_is_an_error()
    {
        var whole = Gzip(Requests.Quotes(100).ToByteArray());
        byte[] damaged = [.. whole];
        damaged[whole.Length / 2] ^= 0x55;
        foreach (var broken in (byte[][])[[1, 2, 3], whole[..^9], damaged])
        {
            await using var call = Publish(("grpc-encoding", "gzip"));
            await call.SendBytesAsync(RawGrpcCall.Frame(broken, flag: 1));
            var status = await call.StatusAsync();
            Assert.True(status.Code == 13, $"{status} of {broken.Length} bytes");
        }
    }

    /// <summary>A start that is made longer by a field that nobody knows.</summary>
    private static byte[] StartOf(int length)
    {
        const int Tag = (100 << 3) | 2;
        var start = Requests.Start().ToByteArray();
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(Tag);
            output.WriteBytes(ByteString.CopyFrom(new byte[length - start.Length - 6]));
        }

        byte[] message = [.. start, .. stream.ToArray()];
        Assert.Equal(length, message.Length);
        return message;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private RawGrpcCall Publish(params (string Name, string Value)[] headers) => new(server.Client, RawGrpcCall.PublishPath, headers);
}
