namespace QuoteStream.Feeds.Captures;

/// <summary>A capture's bytes, once through from the start, with an end that is a result and not an exception.</summary>
/// <param name="stream">The file, or what decompresses it.</param>
/// <param name="file">The file itself.</param>
internal sealed class CaptureInput(Stream stream, Stream file) : IDisposable
{
    // A page or two of the file per system call, and few calls into the decompressor.
    private const int BufferBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
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
    public int Read(Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length && Fill())
        {
            int taken = Math.Min(target.Length - filled, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(target[filled..]);
            _start += taken;
            filled += taken;
        }

        Position += filled;
        return filled;
    }

    /// <summary>False when the data ended before.</summary>
    public bool Skip(long count)
    {
        while (count > 0 && Fill())
        {
            int taken = (int)Math.Min(count, _end - _start);
            _start += taken;
            Position += taken;
            count -= taken;
        }

        return count == 0;
    }

    public void Dispose() => stream.Dispose();

    private bool Fill()
    {
        if (_start < _end)
        {
            return true;
        }

        if (Fault is not null)
        {
            return false;
        }

        try
        {
            _start = 0;
            _end = stream.Read(_buffer);
            Volatile.Write(ref _readShare, file.Length == 0 ? 1 : (double)file.Position / file.Length);
        }
        catch (InvalidDataException broken)
        {
            // GZipStream's word for data that is cut or broken. What it gave out before was checked block by block, so a
            // recording that was still being written is read as far as it goes; the reader tells of the rest.
            _end = 0;
            Fault = broken.Message;
        }

        return _end > 0;
    }
}
