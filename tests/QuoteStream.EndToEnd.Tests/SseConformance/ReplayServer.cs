using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Answers requests for streams with bytes that were recorded, each once; one that comes again is left without an answer.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private const int MostHeadBytes = 16 * 1024;

    private static readonly byte[] Page = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<!doctype html>");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Playback> _next = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Task _accepting;
    private int _plays;

    public ReplayServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The heads of all requests, in order.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Makes this the answer to the first request for its address. The connection stays open until it is cut.</summary>
    public Playback Play(ReadOnlyMemory<byte> response, Delivery delivery)
    {
        var path = $"/v1/stream?play={++_plays}";
        return _next[path] = new Playback(new Uri(Address, path), response, delivery);
    }

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
                connections.Add(AnswerAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed.
        }

        await Task.WhenAll(connections);
    }

    private async Task AnswerAsync(Socket client)
    {
        using var connection = client;
        connection.NoDelay = true;
        try
        {
            var cut = Task.Delay(Timeout.Infinite, _stopping.Token);
            while (true)
            {
                var request = ReadHeadAsync(connection);
                if (await Task.WhenAny(request, cut) == cut || await request is not { } head)
                {
                    return;
                }

                _requests.Enqueue(head);
                if (!head.StartsWith("GET /v1/stream", StringComparison.Ordinal))
                {
                    await connection.SendAsync(Page);
                }
                else if (_next.TryRemove(head.Split(' ')[1], out var playback))
                {
                    await SendAsync(connection, playback);
                    cut = playback.IsCut;
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // The client has gone, or the server is being disposed.
        }
    }

    // Null when the client has gone.
    private async Task<string?> ReadHeadAsync(Socket connection)
    {
        var buffer = new byte[MostHeadBytes];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await connection.ReceiveAsync(buffer.AsMemory(length), _stopping.Token);
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private async Task SendAsync(Socket connection, Playback playback)
    {
        for (var rest = playback.Response; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, playback.Delivery.NextPiece())];
            await connection.SendAsync(piece, _stopping.Token);
            rest = rest[piece.Length..];
            if (playback.Delivery.Pause > TimeSpan.Zero)
            {
                await Task.Delay(playback.Delivery.Pause, _stopping.Token);
            }
        }
    }
}
