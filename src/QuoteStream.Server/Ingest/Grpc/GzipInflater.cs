using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>Unpacks gzip-compressed messages of one call, never beyond the limit of an uncompressed one.</summary>
/// <remarks>The buffer is lent by the shared pool for as long as the message is being read. One message at a time.</remarks>
internal sealed class GzipInflater(int maxMessageBytes) : IDisposable
{
    /// <summary>Bytes. Ticks compress about four to one.</summary>
    private const int UsualRatio = 4;

    private static readonly GrpcStatus NotGzip = new(GrpcStatusCode.Internal, "a message marked as compressed is not valid gzip");

    private byte[] _buffer = [];

    /// <summary>Null with the message, or why it cannot be had.</summary>
    public GrpcStatus? Inflate(in ReadOnlySequence<byte> compressed, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (compressed.IsEmpty)
        {
            // What some libraries, .NET's among them, make of an empty message.
            return null;
        }

        var length = 0;
        Grow(0, (int)Math.Min(compressed.Length * UsualRatio, maxMessageBytes));
        try
        {
            using var gzip = new GZipStream(new SequenceStream(compressed), CompressionMode.Decompress);
            for (int read; (read = gzip.Read(_buffer, length, _buffer.Length - length)) > 0;)
            {
                length += read;
                if (length > maxMessageBytes)
                {
                    return new GrpcStatus(
                        GrpcStatusCode.ResourceExhausted, $"a message is longer than {maxMessageBytes} bytes when it is decompressed");
                }

                if (length == _buffer.Length)
                {
                    Grow(length, length * 2);
                }
            }
        }
        catch (InvalidDataException)
        {
            // Not gzip, or damaged: the caller is told.
            return NotGzip;
        }

        if (!EndsWithLength(compressed, length))
        {
            return NotGzip;
        }

        message = new ReadOnlySequence<byte>(_buffer, 0, length);
        return null;
    }

    /// <summary>Gives the last message's memory back.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>GZipStream takes a message that was cut off for a shorter one; gzip's last four bytes tell (RFC 1952, 2.3.1).</summary>
    private static bool EndsWithLength(in ReadOnlySequence<byte> compressed, int length)
    {
        Span<byte> tail = stackalloc byte[sizeof(uint)];
        if (compressed.Length < tail.Length)
        {
            return false;
        }

        compressed.Slice(compressed.Length - tail.Length).CopyTo(tail);
        return BinaryPrimitives.ReadUInt32LittleEndian(tail) == (uint)length;
    }

    private void Grow(int used, int capacity)
    {
        // One byte more than the limit, so that a message of just the limit ends in a read of 0 bytes.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(capacity, 1), maxMessageBytes) + 1);
        _buffer.AsSpan(0, used).CopyTo(larger);
        Dispose();
        _buffer = larger;
    }
}
