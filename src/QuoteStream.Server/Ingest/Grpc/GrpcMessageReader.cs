using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>Takes length-prefixed messages off a request body's pipe, in place.</summary>
/// <remarks>
/// HTTP/2 frames and messages do not align: one read may bring half a message or fifty. Memory is bounded by the longest message: its
/// length is checked as soon as its prefix is there. One read at a time; <see cref="Interrupt"/> from any thread.
/// </remarks>
internal sealed class GrpcMessageReader(PipeReader pipe, bool gzip) : IDisposable
{
    /// <summary>Bytes, compressed or not: gRPC's customary default, and 100,000 ticks.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>Bytes: a flag, and the length in big-endian order.</summary>
    public const int PrefixBytes = 5;

    private readonly GzipInflater _inflater = new(MaxMessageBytes);
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _isLast;

    /// <summary>The message that was read last: good until the next read.</summary>
    public ReadOnlySequence<byte> Message { get; private set; }

    /// <summary>Why reading was refused.</summary>
    public GrpcStatus? Fault { get; private set; }

    /// <summary>Whether a first message has come. Any thread.</summary>
    public bool HasReadMessage { get; private set; }

    // Pooled: a message that has to be waited for would otherwise cost an object.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<GrpcRead> ReadAsync()
    {
        _inflater.Dispose();
        while (true)
        {
            if (_holdsBuffer)
            {
                if (TryTakeMessage())
                {
                    HasReadMessage = true;
                    return GrpcRead.Message;
                }

                if (_isLast && Fault is null && !_buffer.IsEmpty)
                {
                    Fault = new GrpcStatus(GrpcStatusCode.Internal, "the request ended in the middle of a message");
                }

                if (Fault is not null || _isLast)
                {
                    return Fault is null ? GrpcRead.End : GrpcRead.Refused;
                }

                pipe.AdvanceTo(_buffer.Start, _buffer.End);
                _holdsBuffer = false;
            }

            ReadResult read;
            try
            {
                read = await pipe.ReadAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The caller's stream was reset or its connection lost: the call ends, and nobody is left to be told.
                return GrpcRead.Interrupted;
            }

            _buffer = read.Buffer;
            _isLast = read.IsCompleted;
            _holdsBuffer = true;
            if (read.IsCanceled)
            {
                return GrpcRead.Interrupted;
            }
        }
    }

    /// <summary>Wakes the read that waits, or else the next one.</summary>
    public void Interrupt()
    {
        try
        {
            pipe.CancelPendingRead();
        }
        catch (IOException)
        {
            // Kestrel throws once the caller has reset its stream; a read that waits has then ended by itself.
        }
    }

    public void Dispose() => _inflater.Dispose();

    private bool TryTakeMessage()
    {
        if (_buffer.Length < PrefixBytes)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixBytes];
        _buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        Fault = FindFault(prefix[0], length);
        if (Fault is not null || _buffer.Length - PrefixBytes < length)
        {
            return false;
        }

        Message = _buffer.Slice(PrefixBytes, length);
        _buffer = _buffer.Slice(Message.End);
        if (prefix[0] == 0)
        {
            return true;
        }

        Fault = _inflater.Inflate(Message, out var inflated);
        Message = inflated;
        return Fault is null;
    }

    private GrpcStatus? FindFault(byte flag, uint length)
    {
        if (flag > 1)
        {
            return new GrpcStatus(GrpcStatusCode.Internal, $"a message's compression flag is 0 or 1, not {flag}");
        }

        if (flag == 1 && !gzip)
        {
            return new GrpcStatus(GrpcStatusCode.Internal, "a message is marked as compressed, but grpc-encoding names no compression");
        }

        return length > MaxMessageBytes
            ? new GrpcStatus(GrpcStatusCode.ResourceExhausted, $"a message of {length} bytes is longer than {MaxMessageBytes}")
            : null;
    }
}
