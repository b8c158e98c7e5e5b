using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Passes TCP connections on to a server, and hands each stream on as the test says; anything else passes as it is.</summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private const int MostHeadBytes = 64 * 1024;

    private static readonly LingerOption NoLingering = new(true, 0);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<RelayedStream> _streams = new();
    private readonly Uri _server;
    private readonly Func<int, Delivery> _delivery;
    private readonly Task _accepting;

    /// <param name="delivery">Asked for each stream, with how many there were before it.</param>
    public CuttingRelay(Uri server, Func<int, Delivery> delivery)
    {
        _server = server;
        _delivery = delivery;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>In the order of their requests.</summary>
    public IReadOnlyCollection<RelayedStream> Streams => _streams;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The relay is being disposed.
        }

        await Task.WhenAll(connections);
    }

    private async Task PassAsync(Socket client)
    {
        using var toClient = client;
        using var toServer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        toClient.NoDelay = toServer.NoDelay = true;

        // A server that is gone is an answer like any other: the client finds its connection closed.
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
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // One side has gone, or the relay is being disposed; the other side goes with it.
        }

        if (connection.Stream is { Delivery.IsReset: true, IsCut: true })
        {
            toClient.LingerState = NoLingering;
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
        while (true)
        {
            // Waits until something is there, and only then looks at whose it is.
            await from.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
            var stream = connection.Stream;
            var delivery = stream?.Delivery ?? Delivery.Whole;
            var most = (int)Math.Min(delivery.NextPiece(), delivery.CutAfter - (stream?.Delivered ?? 0));
            var read = most == 0 ? 0 : await from.ReceiveAsync(buffer.AsMemory(0, most), cancellationToken);
            if (read == 0)
            {
                return;
            }

            // Noted first: once it is sent, the reader may have it before this goes on.
            stream?.Add(buffer.AsSpan(0, read));
            await to.SendAsync(buffer.AsMemory(0, read), cancellationToken);
            if (stream?.IsCut == true)
            {
                return;
            }

            if (delivery.Pause > TimeSpan.Zero)
            {
                await Task.Delay(delivery.Pause, cancellationToken);
            }
        }
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
