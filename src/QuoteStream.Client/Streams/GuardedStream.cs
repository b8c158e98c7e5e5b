namespace QuoteStream.Client.Streams;

/// <summary>A response body that may neither be silent for too long nor let an event grow without end.</summary>
/// <remarks>One reader. The parser keeps an unfinished event whole in memory: only here is its size known before that.</remarks>
internal sealed class GuardedStream(Stream body, int maxEventBytes, TimeProvider time) : Stream
{
    private CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, time);
    private long _eventBytes;
    private bool _lineEmpty = true;
    private bool _afterReturn;

    /// <summary>How long a read may wait for a byte.</summary>
    public TimeSpan LongestSilence { get; set; } = Timeout.InfiniteTimeSpan;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
            static silence => ((CancellationTokenSource)silence!).Cancel(), _silence);
        _silence.CancelAfter(LongestSilence);
        int read;
        try
        {
            read = await body.ReadAsync(buffer, _silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && _silence.IsCancellationRequested)
        {
            throw new StreamLostException($"Nothing was received for {LongestSilence.TotalSeconds} s.");
        }

        // Only reading counts: a consumer may take its time with an event.
        _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        if (_silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _silence.Dispose();
            _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        Count(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _silence.Dispose();
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Follows the lines: an empty one ends an event. A line ends with CR, LF or both.</summary>
    private void Count(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_afterReturn && bytes[0] == '\n')
            {
                bytes = bytes[1..];
                _afterReturn = false;
                continue;
            }

            _afterReturn = false;
            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            int length = end < 0 ? bytes.Length : end;
            _eventBytes += length;
            _lineEmpty &= length == 0;
            if (_eventBytes > maxEventBytes)
            {
                throw new StreamLostException($"An event is larger than {maxEventBytes} bytes.");
            }

            if (end < 0)
            {
                return;
            }

            _eventBytes = _lineEmpty ? 0 : _eventBytes;
            _lineEmpty = true;
            _afterReturn = bytes[end] == '\r';
            bytes = bytes[(end + 1)..];
        }
    }
}
