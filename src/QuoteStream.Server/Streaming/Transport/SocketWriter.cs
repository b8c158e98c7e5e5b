using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;

namespace QuoteStream.Server.Streaming.Transport;

/// <summary>A connection's output that hands its bytes to the kernel on the thread that flushes.</summary>
/// <remarks>
/// Kestrel's own goes through a pipe to a loop of the connection's: locks, two more thread pool items and some twenty cache lines per write,
/// which a small write per event feels. Here a write is one system call, and waits only while the kernel's send buffer is full.
/// As with any <see cref="PipeWriter"/>, one thread at a time. Between writes it holds no memory.
/// </remarks>
internal sealed class SocketWriter : PipeWriter
{
    /// <summary>Larger than most responses' head and first bytes. Larger ones grow the buffer.</summary>
    private const int LeastBufferBytes = 4 * 1024;

    private readonly Socket _socket;
    private byte[]? _buffer;
    private int _length;
    private bool _isGone;
    private bool _isFlushing;

    public SocketWriter(Socket socket)
    {
        _socket = socket;

        // Only asks for what Send does when the kernel takes no more: it says so, instead of waiting. Asynchronous calls do not look at it.
        socket.Blocking = false;
    }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    /// <summary>The request's connection's, if nothing lies between the two that would have to see the bytes, as TLS has to; else null.</summary>
    public static SocketWriter? Of(HttpContext context) =>
        context.Features.Get<IConnectionTransportFeature>()?.Transport.Output as SocketWriter;

    /// <summary>Hands bytes to the kernel, and waits while it takes no more. Only while nothing is unflushed.</summary>
    /// <returns>False when the connection is gone.</returns>
    /// <remarks>Hot path: once per write of a stream. Does not allocate unless the reader is behind.</remarks>
    public ValueTask<bool> SendAsync(ReadOnlySpan<byte> bytes)
    {
        var sent = Send(bytes);
        return sent == bytes.Length || _isGone ? new ValueTask<bool>(!_isGone) : SendRestAsync(bytes[sent..]);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(_length);

    public override Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(_length);

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_buffer?.Length ?? 0) - _length);
        _length += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_length > 0 && !_isGone)
        {
            var sent = Send(_buffer.AsSpan(0, _length));
            if (sent < _length && !_isGone)
            {
                return FlushRestAsync(sent, cancellationToken);
            }
        }

        Recycle();
        return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: _isGone));
    }

    /// <summary>Nothing to cancel: a flush that waits for its reader ends with the connection.</summary>
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        // While the kernel reads from the buffer it must not be anyone else's: then the flush gives it back.
        if (!Volatile.Read(ref _isFlushing))
        {
            Recycle();
        }
    }

    // How many bytes the kernel took: all, or as many as it had room for.
    private int Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            _isGone = error is not SocketError.Success and not SocketError.WouldBlock;
            return sent;
        }
        catch (ObjectDisposedException)
        {
            // The connection was cut by another thread just now.
            _isGone = true;
            return 0;
        }
    }

    private ValueTask<bool> SendRestAsync(ReadOnlySpan<byte> rest)
    {
        // The caller's buffer is the thread's, and is filled again for the next stream.
        _buffer = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_buffer);
        _length = rest.Length;
        return FinishAsync(FlushRestAsync(0, CancellationToken.None));

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<bool> FinishAsync(ValueTask<FlushResult> flush) => !(await flush).IsCompleted;
    }

    // Pooled: a reader that is always a little behind comes here at every write.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> FlushRestAsync(int sent, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isFlushing, true); // A connection that is cut may complete its output meanwhile, on another thread.
        try
        {
            // Completes when the kernel has all of it.
            await _socket.SendAsync(_buffer.AsMemory(sent, _length - sent), SocketFlags.None, cancellationToken);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The client has gone, or the server has cut the connection: the result says so.
            _isGone = true;
        }
        catch (OperationCanceledException)
        {
            // How much was sent nobody knows: nothing may follow it.
            _isGone = true;
            throw;
        }
        finally
        {
            Recycle();
            Volatile.Write(ref _isFlushing, false);
        }

        return new FlushResult(isCanceled: false, isCompleted: _isGone);
    }

    private byte[] Room(int sizeHint)
    {
        var buffer = _buffer;
        if (buffer is null)
        {
            return _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, LeastBufferBytes));
        }

        if (buffer.Length - _length >= Math.Max(sizeHint, 1))
        {
            return buffer;
        }

        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + sizeHint), 2 * buffer.Length));
        buffer.AsSpan(0, _length).CopyTo(_buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return _buffer;
    }

    // Exchanged, so that a buffer goes back once.
    private void Recycle()
    {
        _length = 0;
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
