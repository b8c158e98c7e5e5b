using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest.Grpc;

/// <summary>HTTP/2 frame by frame (RFC 9113), for what an HTTP client hides.</summary>
internal sealed class Http2Wire : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte EndStream = 1;

    private const byte Settings = 4;
    private const byte Acknowledge = 1;
    private const byte EndHeaders = 4;
    private const int FrameHeaderBytes = 9;
    private const int StreamId = 1;

    private readonly TcpClient _tcp = new();
    private readonly CancellationTokenSource _timeout = new(Eventually.DefaultTimeout);
    private NetworkStream _stream = null!;

    public static async Task<Http2Wire> ConnectAsync(Uri server)
    {
        var wire = new Http2Wire();
        await wire._tcp.ConnectAsync(server.Host, server.Port);
        wire._stream = wire._tcp.GetStream();
        await wire._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await wire.WriteAsync(Settings, 0, 0, []);
        return wire;
    }

    /// <summary>Opens the one stream of this connection.</summary>
    public Task RequestAsync(string path, bool endStream, params (string Name, string Value)[] headers)
    {
        (string Name, string Value)[] all =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"), ("content-type", "application/grpc"), .. headers,
        ];

        // Literals that are not indexed (RFC 7541, 6.2.2): the only ones that need no table.
        var block = all.SelectMany(header => Literal(header.Name).Prepend((byte)0).Concat(Literal(header.Value)));
        return WriteAsync(Headers, (byte)(EndHeaders | (endStream ? EndStream : 0)), StreamId, [.. block]);
    }

    public Task DataAsync(byte[] payload, bool endStream = false) => WriteAsync(Data, endStream ? EndStream : (byte)0, StreamId, payload);

    /// <summary>The stream's frames, up to and including the first that satisfies the condition.</summary>
    public async Task<List<(byte Type, byte Flags, byte[] Payload)>> ReadUntilAsync(Func<(byte Type, byte Flags), bool> isLast)
    {
        var frames = new List<(byte Type, byte Flags, byte[] Payload)>();
        while (true)
        {
            var (type, flags, stream, payload) = await ReadAsync();
            if (type == Settings && flags != Acknowledge)
            {
                await WriteAsync(Settings, Acknowledge, 0, []);
            }

            if (stream != StreamId)
            {
                continue;
            }

            frames.Add((type, flags, payload));
            if (isLast((type, flags)))
            {
                return frames;
            }
        }
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _timeout.Dispose();
    }

    private static IEnumerable<byte> Literal(string text) => Encoding.ASCII.GetBytes(text).Prepend((byte)text.Length);

    private async Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[FrameHeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, FrameHeaderBytes);
        await _stream.WriteAsync(frame, _timeout.Token);
    }

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        var header = new byte[FrameHeaderBytes];
        await _stream.ReadExactlyAsync(header, _timeout.Token);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
        await _stream.ReadExactlyAsync(payload, _timeout.Token);
        return (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
    }
}
