using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Passes TCP connections on to a server, and hands each stream on as the test says; anything else passes as it is.</summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private const int MostHeadBytes = 64 * 1024;

    private static readonly LingerOption NoLingering = new(true, 0);

    private readonly ConnectionListener _listener;
    private readonly ConcurrentQueue<RelayedStream> _streams = new();
    private readonly Uri _server;
    private readonly Func<int, Delivery> _delivery;

    /// <param name="delivery">Asked for each stream, with how many there were before it.</param>
    public CuttingRelay(Uri server, Func<int, Delivery> delivery)
    {
        _server = server;
        _delivery = delivery;
        _listener = new ConnectionListener(PassAsync);
    }

    public Uri Address => _listener.Address;

    /// <summary>In the order of their requests.</summary>
    public IReadOnlyCollection<RelayedStream> Streams => _streams;

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task PassAsync(Socket toClient, CancellationToken stopping)
    {
        using var toServer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var connection = new Connection();
        try
        {
            await toServer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _server.Port), ended.Token);
            var requests = PassRequestsAsync(toClient, toServer, connection, ended.Token);
            var responses = PassResponsesAsync(toServer, toClient, connection, ended.Token);
            await Task.WhenAny(requests, responses);
            await ended.CancelAsync();
            await Task.WhenAll(requests, responses);
        }
        finally
        {
            if (connection.Stream is { Delivery.IsReset: true, IsCut: true })
            {
                toClient.LingerState = NoLingering;
            }
        }
    }

    private async Task PassRequestsAsync(Socket from, Socket to, Connection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostHeadBytes];
        var length = 0;
        while (await from.ReceiveAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            // Requests here have no body, and the next does not come before the answer to this one.
            length += read;
            if (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                continue;
            }

            if (buffer.AsSpan().StartsWith("GET /v1/stream?"u8))
            {
                connection.Stream = new RelayedStream(Encoding.Latin1.GetString(buffer, 0, length), _delivery(_streams.Count));
                _streams.Enqueue(connection.Stream);
            }

            await to.SendAsync(buffer.AsMemory(0, length), cancellationToken);
            length = 0;
        }
    }

    private static async Task PassResponsesAsync(Socket from, Socket to, Connection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, cancellationToken) is var read and > 0)
        {
            // Looked at when the bytes are there: their request was noted before the server saw it.
            if (!await DeliverAsync(buffer.AsMemory(0, read), connection.Stream, to, cancellationToken))
            {
                return;
            }
        }
    }

    // False once the stream is cut.
    private static async Task<bool> DeliverAsync(ReadOnlyMemory<byte> bytes, RelayedStream? stream, Socket to, CancellationToken cancellationToken)
    {
        var delivery = stream?.Delivery ?? Delivery.Whole;
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..(int)Math.Min(Math.Min(delivery.NextPiece(), bytes.Length), delivery.CutAfter - (stream?.Delivered ?? 0))];
            bytes = bytes[piece.Length..];

            // Noted first: once it is sent, the reader may have it before this goes on.
            stream?.Add(piece.Span);
            await to.SendAsync(piece, cancellationToken);
            if (stream?.IsCut == true)
            {
                return false;
            }

            if (delivery.Pause > TimeSpan.Zero)
            {
                await Task.Delay(delivery.Pause, cancellationToken);
            }
        }

        return true;
    }

    private sealed class Connection
    {
        private volatile RelayedStream? _stream;

        /// <summary>The last that was asked for. Set by the requests' loop before the server sees it, read by the responses'.</summary>
        public RelayedStream? Stream
        {
            get => _stream;
            set => _stream = value;
        }
    }
}
