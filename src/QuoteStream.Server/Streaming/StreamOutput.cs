using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Net.Http.Headers;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming.Transport;

namespace QuoteStream.Server.Streaming;

/// <summary>A stream's response: writes, one flush at a time, and what a reader that does not read leads to.</summary>
/// <remarks>Used by the subscriber's loop; the wheel's thread looks at the deadline and may abort.</remarks>
internal sealed class StreamOutput(HttpContext context, StreamParts parts)
{
    /// <summary>A write that takes longer than this shows a reader that cannot keep up: 1 s, a heartbeat's worth of quotes for most.</summary>
    private const long SlowMicros = 1_000_000;

    /// <summary>Who does not take its goodbye within 10 s is not waited for; at shutdown the registry is less patient.</summary>
    private const long GoodbyeMicros = 10_000_000;

    private readonly PipeWriter _writer = context.Response.BodyWriter;

    // HTTP/1.1 in the clear: nothing between the response and the socket but the chunks' framing, which the batch does itself.
    private SocketWriter? _socket;

    // Null for the plain response that most streams are.
    private GzipWriter? _gzip;
    private readonly long _timeoutMicros = parts.Options.WriteTimeout.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly Lock _lasting = new();
    private bool _hasBegun;
    private bool _isReleased;
    private bool _isAborted;
    private long _deadlineMicros;
    private int _abortReason = (int)StreamEnd.Client;
    private bool _isSlow;
    private bool _isSlowTold;
    private long _lastFlushMicros;
    private long _mergedBefore;

    /// <summary>Cancelled when the client has gone, or the connection was cut.</summary>
    // On HTTP/1.1 the connection's own token says the same; the request's would be made for this, and kept by every idle stream.
    public CancellationToken Aborted { get; } = IsDirect(context) ? context.Features.Get<IConnectionLifetimeFeature>()!.ConnectionClosed : context.RequestAborted;

    /// <summary>Why the connection is gone, once it is.</summary>
    // Written by the wheel's thread before it aborts.
    public StreamEnd End => (StreamEnd)Volatile.Read(ref _abortReason);

    /// <summary>Whether the client has gone, or the connection was cut.</summary>
    // Volatile: the abort wakes the loop, which looks here. The request's own token would be two objects away, at every write.
    public bool IsAborted => Volatile.Read(ref _isAborted);

    /// <summary>How long the last write waited for its reader; 0: not at all.</summary>
    public long LastWaitMicros => _lastFlushMicros;

    /// <summary>Whether that is more than a reader that keeps up ever takes.</summary>
    public bool IsBehind => _lastFlushMicros >= SlowMicros;

    /// <summary>On the wheel's clock: when the write that waits for its reader has taken too long; 0: none waits.</summary>
    // Volatile: set by the loop, looked at by the wheel's thread.
    public long WriteDeadlineMicros => Volatile.Read(ref _deadlineMicros);

    /// <summary>The connection has gone. Any thread.</summary>
    public void OnAborted() => Volatile.Write(ref _isAborted, true); // Before the loop is woken to look at it.

    /// <summary>Sends the headers at once, before any event, and puts the stream's first line down.</summary>
    /// <param name="mayCompress">False for a stream that ends at once: it is not worth the compressor's memory.</param>
    public async Task StartAsync(bool mayCompress = true)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/event-stream";
        headers.CacheControl = "no-cache, no-store, no-transform";
        headers["X-Accel-Buffering"] = "no";
        if (parts.Options.Compression)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            _gzip = mayCompress ? GzipWriter.For(context, parts.Compressors) : null;
        }

        await context.Response.StartAsync();
        await _writer.FlushAsync();
        WriteRetry();
    }

    /// <summary>Puts events down that leave with the first batch.</summary>
    public void Write(ReadOnlySpan<byte> events)
    {
        if (_gzip is null)
        {
            System.Buffers.BuffersExtensions.Write(_writer, events);
        }
        else
        {
            _gzip.Write(events);
        }
    }

    /// <summary>Hands events to the connection, and waits while it takes no more.</summary>
    /// <returns>False when the connection is gone.</returns>
    public ValueTask<bool> WriteAsync(in EventBatch batch, Subscriber subscriber)
    {
        if (_socket is null)
        {
            Write(batch.Written);
            return FlushResponseAsync(subscriber);
        }

        var write = _socket.SendAsync(batch.AsChunk());
        if (!write.IsCompletedSuccessfully)
        {
            return WaitForReaderAsync(write, subscriber, _timeoutMicros);
        }

        _lastFlushMicros = 0;
        return write;
    }

    /// <summary>Hands a rare event to the connection, with its empty line, and waits while it takes no more.</summary>
    /// <returns>False when the connection is gone.</returns>
    public ValueTask<bool> WriteAsync(ReadOnlySpan<byte> rareEvent, StreamCursor cursor, Subscriber subscriber)
    {
        WriteWithId(rareEvent, cursor, subscriber.Transactions);
        return FlushResponseAsync(subscriber);
    }

    /// <param name="cursor">Null for a stream that never began: its client keeps the id that it came with.</param>
    public async ValueTask SayGoodbyeAsync(Subscriber subscriber, StreamEnd reason, StreamCursor? cursor)
    {
        WriteWithId(StreamEvents.Goodbye(reason), cursor, subscriber.Transactions);
        _gzip?.Finish();
        var flush = _writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            await WaitForReaderAsync(IsOpenAfterAsync(flush), subscriber, GoodbyeMicros);
        }
    }

    /// <summary>Cuts the connection, if it is still the stream's. Any thread.</summary>
    public void Abort(StreamEnd reason)
    {
        // After the request the context throws, or belongs to the connection's next request. The wheel's thread would take the process down.
        lock (_lasting)
        {
            if (!_isReleased)
            {
                Volatile.Write(ref _abortReason, (int)reason); // Release: the loop finds the reason when the abort wakes it.
                context.Abort();
            }
        }
    }

    /// <summary>Whether there is something to tell of the reader's pace since the last time.</summary>
    /// <param name="merged">The conflator's count.</param>
    public SlowChange? TakeSlowChange(long merged, StreamCounters counters)
    {
        var mergedBefore = _mergedBefore;
        _mergedBefore = merged;
        var isBehind = IsBehind;
        if (isBehind && !_isSlow)
        {
            _isSlow = true;
            counters.SlowChanged(1);
        }
        else if (!isBehind && _isSlow && _isSlowTold)
        {
            _isSlow = false;
            counters.SlowChanged(-1);
        }

        if (_isSlow == _isSlowTold)
        {
            return null;
        }

        _isSlowTold = _isSlow;
        return new SlowChange(_isSlow, _lastFlushMicros / 1_000, merged - mergedBefore);
    }

    /// <summary>After the last write.</summary>
    public void Release(StreamCounters counters)
    {
        _gzip?.Dispose();
        lock (_lasting)
        {
            _isReleased = true;
        }

        if (_isSlow)
        {
            counters.SlowChanged(-1);
        }
    }

    private static bool IsDirect(HttpContext context) => HttpProtocol.IsHttp11(context.Request.Protocol) && SocketWriter.Of(context) is not null;

    private ValueTask<bool> FlushResponseAsync(Subscriber subscriber)
    {
        _gzip?.Flush();
        var flush = _writer.FlushAsync();
        if (!_hasBegun)
        {
            // What stands in front of the first batch went this way, and nothing is left of it once this flush is over.
            _hasBegun = true;
            _socket = _gzip is null && IsDirect(context) ? SocketWriter.Of(context) : null;
        }

        if (!flush.IsCompletedSuccessfully)
        {
            return WaitForReaderAsync(IsOpenAfterAsync(flush), subscriber, _timeoutMicros);
        }

        _lastFlushMicros = 0;
        return new ValueTask<bool>(IsOpenAfter(flush.Result));
    }

    private void WriteRetry()
    {
        Span<byte> line = stackalloc byte[32];
        Write(line[..StreamEvents.Retry(line)]);
    }

    private void WriteWithId(ReadOnlySpan<byte> rareEvent, StreamCursor? cursor, in TransactionCursor transactions)
    {
        // The id's line goes before the empty line that ends the event.
        Write(rareEvent[..^1]);
        Span<byte> rest = stackalloc byte[StreamCursor.MaxLineBytes + 1];
        var length = cursor?.WriteLine(transactions, rest) ?? 0;
        rest[length++] = (byte)'\n';
        Write(rest[..length]);
    }

    // Pooled: a reader that is always a little behind comes here at every write.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitForReaderAsync(ValueTask<bool> write, Subscriber subscriber, long timeoutMicros)
    {
        var started = parts.Wheel.NowMicros;
        Volatile.Write(ref _deadlineMicros, started + timeoutMicros);
        parts.Wheel.Schedule(subscriber, started + timeoutMicros);
        try
        {
            return await write;
        }
        finally
        {
            Volatile.Write(ref _deadlineMicros, 0);
            subscriber.ForgetTimer();
            _lastFlushMicros = parts.Wheel.NowMicros - started;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> IsOpenAfterAsync(ValueTask<FlushResult> flush) => IsOpenAfter(await flush);

    // After an abort on HTTP/2 a flush may report neither (dotnet/aspnetcore#40788), so the request is asked too.
    private bool IsOpenAfter(FlushResult result) => !result.IsCompleted && !result.IsCanceled && !Aborted.IsCancellationRequested;
}
