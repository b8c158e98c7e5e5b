using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;
using QuoteStream.Ingest.V1;

namespace QuoteStream.EndToEnd.Tests.Processes;

/// <summary>A Publish call as it is on the wire: one message goes out, the call stays open, and the server's status comes back.</summary>
internal sealed class RawFeed : IDisposable
{
    private readonly HttpClient _http;
    private readonly Socket _socket;
    private readonly HttpResponseMessage _response;
    private readonly OpenContent _content;

    private RawFeed(HttpClient http, Socket socket, HttpResponseMessage response, OpenContent content)
    {
        _http = http;
        _socket = socket;
        _response = response;
        _content = content;
    }

    public static async Task<RawFeed> OpenAsync(Uri server, PublishRequest first)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        var content = new OpenContent(first);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/quotestream.ingest.v1.FeedIngest/Publish"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        return new RawFeed(http, socket, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead), content);
    }

    /// <summary>Waits for the end of the call, and returns its grpc-status and grpc-message.</summary>
    public async Task<(string Status, string Message)> WaitForStatusAsync()
    {
        await _response.Content.CopyToAsync(Stream.Null);
        return (Trailer("grpc-status"), Trailer("grpc-message"));
    }

    /// <summary>Closes the connection under the open call, as a provider that crashes does.</summary>
    public void Cut() => _socket.Close(timeout: 0);

    public void Dispose()
    {
        _content.End();
        _response.Dispose();
        _http.Dispose();
        _socket.Dispose();
    }

    private string Trailer(string name) => _response.TrailingHeaders.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    private sealed class OpenContent : HttpContent
    {
        private readonly byte[] _message;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OpenContent(PublishRequest first)
        {
            // One byte for "not compressed", four for the length, big-endian.
            var length = first.CalculateSize();
            _message = [0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. first.ToByteArray()];
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        public void End() => _ended.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_message);
            await stream.FlushAsync();
            await _ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
