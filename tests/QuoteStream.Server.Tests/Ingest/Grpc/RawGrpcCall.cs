using System.Buffers.Binary;
using System.Net;
using System.Threading.Channels;
using Google.Protobuf;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest.Grpc;

/// <summary>One gRPC call made by hand on HttpClient's HTTP/2, so that a test decides on every header and byte.</summary>
internal sealed class RawGrpcCall : IAsyncDisposable
{
    public const string PublishPath = "/quotestream.ingest.v1.FeedIngest/Publish";

    private const int PrefixBytes = 5;

    private readonly CancellationTokenSource _cancel = new(Eventually.DefaultTimeout);
    private readonly PushedContent _content = new();
    private readonly Task<HttpResponseMessage> _response;
    private Stream? _body;

    public RawGrpcCall(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = _content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (headers.All(header => header.Name != "content-type"))
        {
            headers = [.. headers, ("content-type", "application/grpc")];
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                _content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        _response = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _cancel.Token);
    }

    public static HttpClient CreateClient(Uri server) => new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        BaseAddress = server,
    };

    public static byte[] Frame(byte[] payload, byte flag = 0)
    {
        var frame = new byte[PrefixBytes + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, PrefixBytes);
        return frame;
    }

    public async Task SendBytesAsync(params byte[] bytes) => await _content.Writes.WriteAsync(bytes, _cancel.Token);

    public Task SendAsync(IMessage message) => SendBytesAsync(Frame(message.ToByteArray()));

    /// <summary>Ends the request: END_STREAM.</summary>
    public void Complete() => _content.Writes.TryComplete();

    /// <summary>Resets the stream, of which a response has begun.</summary>
    public async Task ResetAsync() => (await _response).Dispose();

    public Task<HttpResponseMessage> ResponseAsync() => _response;

    /// <summary>The next message; null after the last.</summary>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        _body ??= await (await _response).Content.ReadAsStreamAsync(_cancel.Token);
        var prefix = new byte[PrefixBytes];
        var read = await _body.ReadAtLeastAsync(prefix, PrefixBytes, throwOnEndOfStream: false, _cancel.Token);
        if (read == 0)
        {
            return null;
        }

        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await _body.ReadExactlyAsync(payload, _cancel.Token);
        return parser.ParseFrom(payload);
    }

    /// <summary>Every message still to come.</summary>
    public async Task<List<T>> ReadAllAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var all = new List<T>();
        while (await ReadAsync(parser) is { } message)
        {
            all.Add(message);
        }

        return all;
    }

    /// <summary>The call's status, wherever it stands. Reads what is left of the body.</summary>
    public async Task<RawGrpcStatus> StatusAsync()
    {
        var response = await _response;
        _body ??= await response.Content.ReadAsStreamAsync(_cancel.Token);
        await _body.CopyToAsync(Stream.Null, _cancel.Token);
        var isTrailersOnly = response.Headers.Contains("grpc-status");
        var headers = isTrailersOnly ? response.Headers : response.TrailingHeaders;
        return new RawGrpcStatus(
            int.Parse(headers.GetValues("grpc-status").Single()),
            headers.TryGetValues("grpc-message", out var message) ? message.Single() : "",
            isTrailersOnly);
    }

    public async ValueTask DisposeAsync()
    {
        Complete();
        await _cancel.CancelAsync();
        try
        {
            (await _response).Dispose();
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // The test has seen what it wanted, or its assertion tells what went wrong.
        }

        _cancel.Dispose();
    }

    /// <summary>A request body that is written piece by piece, each in a DATA frame of its own.</summary>
    private sealed class PushedContent : HttpContent
    {
        private readonly Channel<byte[]> _writes = Channel.CreateBounded<byte[]>(1);

        public ChannelWriter<byte[]> Writes => _writes.Writer;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // Sends the headers at once, as a gRPC client does.
            await stream.FlushAsync(cancellationToken);
            await foreach (var bytes in _writes.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(bytes, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
