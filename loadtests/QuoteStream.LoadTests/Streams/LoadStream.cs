using System.Net.Sockets;
using System.Text;

namespace QuoteStream.LoadTests.Streams;

/// <summary>One stream of a server over HTTP/1.1 without TLS, read with as little work as a measuring program can do.</summary>
/// <remarks>
/// A socket and a few kilobytes: ten thousand fit into one process and leave the processor to the server. One reader at a time.
/// </remarks>
internal sealed class LoadStream : IDisposable
{
    // Of a response's status line and headers.
    private const int MaxHeadBytes = 16 * 1024;

    // A few events: what waits longer is read in pieces, and ten thousand streams hold 40 MB.
    private const int BufferBytes = 4096;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly SseFrames _frames;
    private readonly ChunkedBody _body;

    public LoadStream(ISseReceiver receiver)
    {
        _frames = new SseFrames(receiver);
        _body = new ChunkedBody(_frames);
    }

    /// <summary>Where to resume; empty: nothing has said.</summary>
    public string LastId => _frames.LastId;

    /// <summary>Bytes that have come, all framing included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Connects and asks; returns when the answer's head has come.</summary>
    /// <param name="pathAndQuery">For example "/v1/stream?symbols=AAPL".</param>
    /// <exception cref="StreamFaultException">The answer is no stream.</exception>
    /// <exception cref="SocketException">There is no connection.</exception>
    public async Task OpenAsync(Uri server, string pathAndQuery, string? lastEventId, string? bearerToken, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(server.Host, server.Port, cancellationToken).ConfigureAwait(false);
        var request = new StringBuilder($"GET {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: text/event-stream\r\n");
        request.Append(lastEventId is null ? "" : $"Last-Event-ID: {lastEventId}\r\n");
        request.Append(bearerToken is null ? "" : $"Authorization: Bearer {bearerToken}\r\n").Append("\r\n");
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request.ToString()), cancellationToken).ConfigureAwait(false);
        await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads until the stream ends, or until it has read enough.</summary>
    /// <param name="isEnough">Asked after each piece that came.</param>
    /// <exception cref="StreamFaultException">The stream breaks its own rules, or the receiver finds a fault.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async Task ReadAsync(Func<bool> isEnough, CancellationToken cancellationToken)
    {
        while (!_body.IsEnded && !isEnough())
        {
            int read = await _socket.ReceiveAsync(_buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            Bytes += read;
            _body.Take(_buffer.AsSpan(0, read));
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        byte[] head = new byte[MaxHeadBytes];
        int length = 0;
        int end;
        while ((end = head.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = length < head.Length ? await _socket.ReceiveAsync(head.AsMemory(length), cancellationToken).ConfigureAwait(false) : 0;
            length += read;
            if (read == 0)
            {
                throw new StreamFaultException($"The answer's head is not whole: {length} bytes came.");
            }
        }

        string[] lines = Encoding.Latin1.GetString(head, 0, end).Split("\r\n");
        if (lines[0].Split(' ') is not [_, "200", ..])
        {
            throw new StreamFaultException($"{lines[0]}: {Encoding.UTF8.GetString(head, end + 4, length - end - 4).ReplaceLineEndings(" ")}");
        }

        if (!lines.Contains("Transfer-Encoding: chunked", StringComparer.OrdinalIgnoreCase))
        {
            throw new StreamFaultException("The answer does not come in chunks: a proxy holds it back.");
        }

        Bytes += length;
        _body.Take(head.AsSpan(end + 4, length - end - 4));
    }
}
