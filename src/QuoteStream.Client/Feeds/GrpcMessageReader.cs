using System.Buffers.Binary;

namespace QuoteStream.Client.Feeds;

/// <summary>Cuts a response body into gRPC messages, however it arrives. One reader.</summary>
internal sealed class GrpcMessageReader(Stream body)
{
    // An answer carries at most 100 rejections; gRPC's usual limit leaves room for any number of gaps that makes sense.
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    // Almost every answer is under 100 bytes.
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>The next message, valid until the next call; null at the end of the body.</summary>
    /// <exception cref="InvalidDataException">What arrived is no gRPC.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int available = _end - _start;
            if (available >= GrpcFraming.PrefixBytes)
            {
                int length = ReadLength();
                if (available - GrpcFraming.PrefixBytes >= length)
                {
                    int message = _start + GrpcFraming.PrefixBytes;
                    _start = message + length;
                    return _buffer.AsMemory(message, length);
                }

                MakeRoom(GrpcFraming.PrefixBytes + length);
            }
            else
            {
                MakeRoom(GrpcFraming.PrefixBytes);
            }

            int read = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return _start == _end ? null : throw new InvalidDataException($"The answers ended {_end - _start} bytes into a message.");
            }

            _end += read;
        }
    }

    private int ReadLength()
    {
        if (_buffer[_start] != 0)
        {
            throw new InvalidDataException("The server compressed a message, which was not offered.");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 1));
        return length <= MaxMessageBytes
            ? (int)length
            : throw new InvalidDataException($"The server announced a message of {length} bytes, more than {MaxMessageBytes}.");
    }

    private void MakeRoom(int needed)
    {
        byte[] target = needed > _buffer.Length ? new byte[needed] : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        _end -= _start;
        _start = 0;
        _buffer = target;
    }
}
