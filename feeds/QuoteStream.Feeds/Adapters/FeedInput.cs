namespace QuoteStream.Feeds.Adapters;

/// <summary>A recording's bytes, once through from the start, with an end that is a result and not an exception. One thread at a time.</summary>
/// <param name="stream">The file, or what decompresses it.</param>
/// <param name="file">The file itself.</param>
public sealed class FeedInput(Stream stream, Stream file) : IDisposable
{
    /// <summary>The most that can be had in one piece: any length that two bytes can state, and room for what states it.</summary>
    public const int MaxTakeBytes = 128 * 1024;

    // Few system calls and few calls into the decompressor; at least the largest piece.
    private const int BufferBytes = 2 * MaxTakeBytes;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _start;
    private int _end;
    private double _readShare;

    /// <summary>Bytes taken so far, after decompression.</summary>
    public long Position { get; private set; }

    /// <summary>How much of the file was read, 0 to 1. From any thread.</summary>
    // A reader elsewhere only shows it: it has to see it now and then, and never half of it.
    public double ReadShare => Volatile.Read(ref _readShare);

    /// <summary>Why the data ended before its time: broken or cut compression; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Fills as much of <paramref name="target"/> as there are bytes left; returns how many.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int Read(Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length && (_start < _end || Fill()))
        {
            int taken = Math.Min(target.Length - filled, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(target[filled..]);
            _start += taken;
            filled += taken;
        }

        Position += filled;
        return filled;
    }

    /// <summary>The next bytes in one piece, without copying them; fewer when the data ends. Valid until the next call.</summary>
    /// <param name="count">0 to <see cref="MaxTakeBytes"/>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> bytes = Peek(count);
        _start += bytes.Length;
        Position += bytes.Length;
        return bytes;
    }

    /// <summary>As <see cref="Take"/>, but the bytes stay to be taken.</summary>
    /// <param name="count">0 to <see cref="MaxTakeBytes"/>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ReadOnlySpan<byte> Peek(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxTakeBytes);
        while (_end - _start < count && Fill())
        {
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>The next line without its end, LF or CR LF; the last may have none. False at the end. Valid until the next call.</summary>
    /// <remarks>A line longer than <see cref="MaxTakeBytes"/> comes in pieces of that length: no feed has such lines.</remarks>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        int end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (end < 0)
        {
            end = Peek(MaxTakeBytes).IndexOf((byte)'\n');
        }

        line = Take(end < 0 ? Math.Min(_end - _start, MaxTakeBytes) : end + 1);
        bool isThere = !line.IsEmpty;
        line = line.EndsWith("\n"u8) ? line[..^1] : line;
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return isThere;
    }

    /// <summary>False when the data ended before.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool Skip(long count)
    {
        while (count > 0 && (_start < _end || Fill()))
        {
            int taken = (int)Math.Min(count, _end - _start);
            _start += taken;
            Position += taken;
            count -= taken;
        }

        return count == 0;
    }

    public void Dispose()
    {
        stream.Dispose();
        file.Dispose();
    }

    /// <summary>Adds to what is in the buffer, moved to its front. False at the end.</summary>
    private bool Fill()
    {
        if (Fault is not null)
        {
            return false;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        try
        {
            int read = stream.Read(_buffer.AsSpan(_end));
            _end += read;
            Volatile.Write(ref _readShare, file.Length == 0 ? 1 : (double)file.Position / file.Length);
            return read > 0;
        }
        catch (InvalidDataException broken)
        {
            // The decompressor's word for data that is cut or broken. What it gave out before was checked block by block, so a
            // recording that was still being written is read as far as it goes; the reader tells of the rest.
            Fault = broken.Message;
            return false;
        }
    }
}
