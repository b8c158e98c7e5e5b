using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Answers requests for streams with bytes that were recorded, each once; one that comes again is left without an answer.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private const int MostHeadBytes = 16 * 1024;

    private static readonly byte[] Page = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<!doctype html>");

    private readonly ConnectionListener _listener;
    private readonly ConcurrentDictionary<string, Playback> _next = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private int _plays;

    public ReplayServer() => _listener = new ConnectionListener(AnswerAsync);

    public Uri Address => _listener.Address;

    /// <summary>The heads of all requests, in order.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Makes this the answer to the first request for its address. The connection stays open until it is cut.</summary>
    public Playback Play(ReadOnlyMemory<byte> response, Delivery delivery)
    {
        var path = $"/v1/stream?play={++_plays}";
        return _next[path] = new Playback(new Uri(Address, path), response, delivery);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task AnswerAsync(Socket connection, CancellationToken stopping)
    {
        var cut = Task.Delay(Timeout.Infinite, stopping);
        while (true)
        {
            var request = ReadHeadAsync(connection, stopping);
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
                await SendAsync(connection, playback, stopping);
                cut = playback.IsCut;
            }
        }
    }

    // Null when the client has gone.
    private static async Task<string?> ReadHeadAsync(Socket connection, CancellationToken stopping)
    {
        var buffer = new byte[MostHeadBytes];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await connection.ReceiveAsync(buffer.AsMemory(length), stopping);
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private static async Task SendAsync(Socket connection, Playback playback, CancellationToken stopping)
    {
        for (var rest = playback.Response; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, playback.Delivery.NextPiece())];
            await connection.SendAsync(piece, stopping);
            rest = rest[piece.Length..];
            if (playback.Delivery.Pause > TimeSpan.Zero)
            {
                await Task.Delay(playback.Delivery.Pause, stopping);
            }
        }
    }
}
