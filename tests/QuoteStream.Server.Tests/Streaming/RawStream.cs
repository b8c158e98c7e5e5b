using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>A stream read from a bare socket, chunk by chunk, by a parser that allows nothing but what the contract promises.</summary>
internal sealed class RawStream : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly BufferedStream _body;
    private readonly List<byte> _open = [];
    private readonly Queue<ReceivedEvent> _events = [];
    private int _chunk;

    private RawStream(Socket socket, BufferedStream body, string head)
    {
        Socket = socket;
        _body = body;
        Head = head;
    }

    public Socket Socket { get; }

    /// <summary>Status line and headers.</summary>
    public string Head { get; }

    /// <summary>From the first line; 0 before.</summary>
    public int RetryMillis { get; private set; }

    /// <param name="receiveBuffer">Bytes the kernel takes for a reader that does not read; 0: its own choice.</param>
    public static async Task<RawStream> OpenAsync(Uri server, string query, int receiveBuffer = 0, string? header = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        var more = header is null ? string.Empty : header + "\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/stream?{query} HTTP/1.1\r\nHost: {server.Authority}\r\n{more}\r\n"));
        var body = new BufferedStream(new NetworkStream(socket, ownsSocket: false));
        var head = new StringBuilder();
        while (await ReadLineAsync(body) is { Length: > 0 } line)
        {
            head.AppendLine(line);
        }

        return new RawStream(socket, body, head.ToString());
    }

    /// <summary>The next event; null after the stream's end.</summary>
    public async Task<ReceivedEvent?> NextAsync()
    {
        while (_events.Count == 0)
        {
            if (!await ReadChunkAsync())
            {
                Assert.True(_open.Count == 0, "The stream ended inside an event.");
                return null;
            }
        }

        return _events.Dequeue();
    }

    public async Task<ReceivedEvent> NextAsync(string name)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Heartbeats would keep it waiting for ever.
            Assert.True(TimeProvider.System.GetElapsedTime(since) < 2 * Eventually.DefaultTimeout, $"No event '{name}' came.");
            var next = await NextAsync() ?? throw new EndOfStreamException($"The stream ended before an event '{name}'.");
            if (next.Name == name)
            {
                return next;
            }
        }
    }

    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
    }

    public void Dispose() => Socket.Dispose();

    private static async Task<string> ReadLineAsync(BufferedStream body)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await body.ReadExactlyAsync(one).AsTask().WaitAsync(Eventually.DefaultTimeout);
            if (one[0] == '\n')
            {
                Assert.True(line.Length > 0 && line[^1] == '\r');
                return line.ToString(0, line.Length - 1);
            }

            line.Append((char)one[0]);
        }
    }

    private async Task<bool> ReadChunkAsync()
    {
        var length = int.Parse(await ReadLineAsync(_body), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var bytes = new byte[length];
        await _body.ReadExactlyAsync(bytes).AsTask().WaitAsync(Eventually.DefaultTimeout);
        Assert.Equal(string.Empty, await ReadLineAsync(_body));
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.DoesNotContain((byte)0xEF, bytes);
        _open.AddRange(bytes);
        _chunk++;
        while (Find("\n\n"u8) is var end and >= 0)
        {
            Parse(Strict.GetString([.. _open[..(end + 1)]]));
            _open.RemoveRange(0, end + 2);
        }

        return length > 0;
    }

    private int Find(ReadOnlySpan<byte> text) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_open).IndexOf(text);

    private void Parse(string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        if (RetryMillis == 0)
        {
            Assert.Matches("^retry: [1-9][0-9]*$", Assert.Single(lines));
            RetryMillis = int.Parse(lines[0]["retry: ".Length..], CultureInfo.InvariantCulture);
            return;
        }

        Assert.InRange(lines.Length, 2, 3);
        Assert.StartsWith("event: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("data: {", lines[1], StringComparison.Ordinal);
        if (lines.Length == 3)
        {
            Assert.Matches("^id: [A-Za-z0-9._-]{1,64}$", lines[2]);
        }

        var data = JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement;
        _events.Enqueue(new ReceivedEvent(lines[0]["event: ".Length..], data, lines.Length == 3 ? lines[2]["id: ".Length..] : null, _chunk));
    }
}

/// <param name="Chunk">Which of the response's chunks ended it: a write that fits into one page is one chunk.</param>
internal sealed record ReceivedEvent(string Name, JsonElement Data, string? Id, int Chunk)
{
    public string Symbol => Data.GetProperty("symbol").GetString()!;

    public long Seq => Data.GetProperty("seq").GetInt64();
}
