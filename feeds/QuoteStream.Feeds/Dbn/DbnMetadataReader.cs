using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Dbn;

/// <summary>Reads the part of the metadata whose length varies; what does not fit into it is an error.</summary>
internal ref struct DbnMetadataReader(ReadOnlySpan<byte> rest, int symbolBytes)
{
    private ReadOnlySpan<byte> _rest = rest;

    /// <exception cref="FeedFormatException">The metadata end before.</exception>
    public uint Number() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>How many items follow.</summary>
    /// <param name="leastBytes">Of one item.</param>
    /// <exception cref="FeedFormatException">There is no room for so many.</exception>
    public int Count(int leastBytes)
    {
        uint count = Number();
        return count <= _rest.Length / leastBytes ? (int)count : throw Damaged();
    }

    /// <exception cref="FeedFormatException">The metadata end before.</exception>
    public ReadOnlySpan<byte> Text() => DbnText.Trim(Take(symbolBytes));

    /// <exception cref="FeedFormatException">The metadata end before.</exception>
    public void SkipBytes(int count) => Take(count);

    /// <exception cref="FeedFormatException">The metadata end before.</exception>
    public void SkipTexts() => Take(Count(symbolBytes) * symbolBytes);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length || symbolBytes == 0)
        {
            throw Damaged();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static FeedFormatException Damaged() => new("The DBN metadata are damaged: their parts are longer than the whole.");
}
