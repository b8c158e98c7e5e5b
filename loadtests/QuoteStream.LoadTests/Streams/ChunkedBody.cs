using System.Buffers.Text;

namespace QuoteStream.LoadTests.Streams;

/// <summary>Takes the chunks out of an HTTP/1.1 body as it comes (RFC 9112, 7.1).</summary>
internal sealed class ChunkedBody(SseFrames frames)
{
    // Of a chunk's size in hexadecimal digits, its extensions and the line's end.
    private const int MaxHeaderBytes = 64;

    private readonly byte[] _header = new byte[MaxHeaderBytes];
    private int _headerBytes;
    private long _left;
    private bool _inTrailer;

    /// <summary>The body's end has come.</summary>
    public bool IsEnded { get; private set; }

    /// <exception cref="StreamFaultException">These are no chunks.</exception>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsEnded)
        {
            if (_left > 0)
            {
                int taken = (int)Math.Min(_left, bytes.Length);
                frames.Take(bytes[..taken]);
                _left -= taken;
                bytes = bytes[taken..];
                continue;
            }

            int end = bytes.IndexOf((byte)'\n');
            TakeHeader(end < 0 ? bytes : bytes[..(end + 1)]);
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (end >= 0)
            {
                EndHeader();
            }
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> bytes)
    {
        if (_headerBytes + bytes.Length > MaxHeaderBytes)
        {
            throw new StreamFaultException("A chunk's size has too many characters.");
        }

        bytes.CopyTo(_header.AsSpan(_headerBytes));
        _headerBytes += bytes.Length;
    }

    private void EndHeader()
    {
        ReadOnlySpan<byte> line = _header.AsSpan(0, _headerBytes).TrimEnd("\r\n"u8);
        _headerBytes = 0;
        if (line.IsEmpty)
        {
            // Behind a chunk's data, or behind the last chunk's trailer.
            IsEnded = _inTrailer;
            return;
        }

        if (_inTrailer)
        {
            return;
        }

        if (!Utf8Parser.TryParse(line, out int size, out _, 'X') || size < 0)
        {
            throw new StreamFaultException($"\"{System.Text.Encoding.Latin1.GetString(line)}\" is no size of a chunk.");
        }

        _left = size;
        _inTrailer = size == 0;
    }
}
