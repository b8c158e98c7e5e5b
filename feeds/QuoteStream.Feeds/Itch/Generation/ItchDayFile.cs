using System.Buffers.Binary;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>Writes messages into a file, each behind its length.</summary>
internal sealed class ItchDayFile(Stream target) : IItchTarget
{
    // Few system calls.
    private const int BufferBytes = 256 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;

    public void Write(ReadOnlySpan<byte> message)
    {
        if (_buffer.Length - _used < sizeof(ushort) + message.Length)
        {
            Flush();
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_used), (ushort)message.Length);
        message.CopyTo(_buffer.AsSpan(_used + sizeof(ushort)));
        _used += sizeof(ushort) + message.Length;
    }

    public void Complete() => Flush();

    private void Flush()
    {
        target.Write(_buffer, 0, _used);
        _used = 0;
    }
}
