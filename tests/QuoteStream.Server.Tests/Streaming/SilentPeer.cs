using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>
/// Opens a stream over HTTP/2 and then does nothing any more, as a machine does whose cable was pulled: it neither reads nor closes, and answers
/// no ping.
/// </summary>
internal sealed class SilentPeer : IDisposable
{
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte EndOfHeadersAndStream = 5;
    private const int FrameHeaderBytes = 9;

    private readonly TcpClient _tcp = new();
    private SslStream? _tls;

    public static async Task<SilentPeer> OpenAsync(Uri server, ServerCertificate certificate, string query)
    {
        var peer = new SilentPeer();
        await peer._tcp.ConnectAsync(server.Host, server.Port);
        peer._tls = new SslStream(peer._tcp.GetStream());
        await peer._tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = server.Host,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = certificate.IsTrusted,
        });

        // Literals that are not indexed (RFC 7541, 6.2.2).
        (string Name, string Value)[] headers =
            [(":method", "GET"), (":scheme", "https"), (":path", $"/v1/stream?{query}"), (":authority", server.Authority)];
        byte[] block = [.. headers.SelectMany(header => Literal(header.Name).Prepend((byte)0).Concat(Literal(header.Value)))];
        await peer._tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await peer._tls.WriteAsync(Frame(Settings, 0, 0, []));
        await peer._tls.WriteAsync(Frame(Headers, EndOfHeadersAndStream, 1, block));
        return peer;
    }

    public void Dispose()
    {
        _tls?.Dispose();
        _tcp.Dispose();
    }

    private static IEnumerable<byte> Literal(string text) => Encoding.ASCII.GetBytes(text).Prepend((byte)text.Length);

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[FrameHeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, FrameHeaderBytes);
        return frame;
    }
}
