using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>A response, byte for byte, read from a bare socket.</summary>
internal static class Recording
{
    // Only a test that fails waits for so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Reads until the response has ended, or holds an event of this name.</summary>
    /// <param name="headers">Further lines of the request, each with its line end.</param>
    public static Task<byte[]> ReadAsync(Uri server, string query, string headers = "", string? until = null) =>
        ReadAsync(server, query, headers, until is null ? null : e => e.Name == until);

    /// <summary>Reads until the response has ended, or holds such an event.</summary>
    /// <param name="headers">Further lines of the request, each with its line end.</param>
    public static async Task<byte[]> ReadAsync(Uri server, string query, string headers, Func<ParsedEvent, bool>? until)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), timeout.Token);
        await socket.SendAsync(
            Encoding.UTF8.GetBytes($"GET /v1/stream?{query} HTTP/1.1\r\nHost: {server.Authority}\r\n{headers}\r\n"), timeout.Token);
        var raw = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (!IsEnough(raw, until))
        {
            var read = await socket.ReceiveAsync(buffer, timeout.Token);
            if (read == 0)
            {
                break;
            }

            raw.AddRange(buffer.AsSpan(0, read));
        }

        return [.. raw];
    }

    // The body has no carriage return, so that this is its last chunk.
    private static bool IsEnough(List<byte> raw, Func<ParsedEvent, bool>? until)
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(raw);
        return bytes.EndsWith("\r\n0\r\n\r\n"u8)
            || (until is not null && StrictStream.Parse(ChunkedResponse.Parse(bytes)).Events.Any(until));
    }
}
