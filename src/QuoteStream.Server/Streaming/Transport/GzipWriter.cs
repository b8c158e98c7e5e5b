using System.Buffers;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace QuoteStream.Server.Streaming.Transport;

/// <summary>Compresses a response's bytes (gzip, RFC 1952) on their way to it, so that whoever reads can decompress what has been flushed.</summary>
/// <remarks>
/// One thread at a time. Holds the compressor's window and tables, 290 KB outside the heap, until it is disposed. One for each stream: what
/// the stream sent before is what makes its next event small.
/// </remarks>
internal sealed class GzipWriter : IDisposable
{
    /// <summary>The name of the coding in HTTP (RFC 9110, 8.4.1.3).</summary>
    private const string Coding = "gzip";

    // A stream of quotes comes out a third smaller than at level 1. Less memory is not on offer: .NET's window is 32 KB at every level.
    private static readonly ZLibCompressionOptions Options = new() { CompressionLevel = 6 };

    private readonly Output _output;
    private readonly GZipStream _gzip;
    private readonly CompressorPlaces _places;

    private GzipWriter(IBufferWriter<byte> output, CompressorPlaces places)
    {
        _places = places;
        _output = new Output(output);
        _gzip = new GZipStream(_output, Options, leaveOpen: true);
    }

    /// <summary>
    /// A compressor of the response, which is marked as compressed; null where the client would rather have it as it is, or no place is left.
    /// </summary>
    public static GzipWriter? For(HttpContext context, CompressorPlaces places)
    {
        if (!IsAcceptedBy(context.Request) || !places.TryEnter())
        {
            return null;
        }

        context.Response.Headers.ContentEncoding = Coding;
        return new GzipWriter(context.Response.BodyWriter, places);
    }

    /// <summary>Whether a request's <c>Accept-Encoding</c> takes gzip, and does not like the plain response better (RFC 9110, 12.5.3).</summary>
    public static bool IsAcceptedBy(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings))
        {
            return false;
        }

        var gzip = Quality(codings, Coding) ?? Quality(codings, "*") ?? 0;
        return gzip > 0 && gzip >= (Quality(codings, "identity") ?? 0);
    }

    /// <summary>Compresses, and keeps what the compressor does not give away yet.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _gzip.Write(bytes);

    /// <summary>Everything written so far comes out, to the last byte.</summary>
    public void Flush() => _gzip.Flush();

    /// <summary>Everything comes out, and the end: nothing can be written any more.</summary>
    public void Finish() => _gzip.Dispose();

    /// <summary>Gives the memory and the place back, once. The response, which may not be this request's any more, gets nothing.</summary>
    public void Dispose()
    {
        _output.Close();
        _gzip.Dispose();
        _places.Leave();
    }

    private static double? Quality(IList<StringWithQualityHeaderValue> codings, string name)
    {
        foreach (var coding in codings)
        {
            if (StringSegment.Equals(coding.Value, name, StringComparison.OrdinalIgnoreCase))
            {
                return coding.Quality ?? 1;
            }
        }

        return null;
    }

    /// <summary>What the framework's compressor writes to. The response itself would be flushed, and wait, within a write.</summary>
    private sealed class Output(IBufferWriter<byte> writer) : Stream
    {
        private IBufferWriter<byte>? _writer = writer;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Close() => _writer = null;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_writer is not null)
            {
                BuffersExtensions.Write(_writer, buffer);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
