using System.Buffers;

namespace QuoteStream.Server.Tests.Ingest.Decoding;

/// <summary>Cuts bytes into the segments of a sequence, as a pipe would hold them.</summary>
internal static class Segments
{
    /// <summary>Segments of random length up to <paramref name="longest"/>, empty ones among them.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, Random random, int longest)
    {
        Segment? first = null;
        Segment? last = null;
        for (var position = 0; position < bytes.Length || first is null;)
        {
            var length = Math.Min(random.Next(longest + 1), bytes.Length - position);
            var segment = new Segment(bytes.AsMemory(position, length), last);
            first ??= segment;
            last = segment;
            position += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    /// <summary>Segments of one length each, such as Kestrel's blocks of 4,096 bytes.</summary>
    public static ReadOnlySequence<byte> CutEvenly(byte[] bytes, int length)
    {
        Segment? first = null;
        Segment? last = null;
        for (var position = 0; position < bytes.Length; position += length)
        {
            last = new Segment(bytes.AsMemory(position, Math.Min(length, bytes.Length - position)), last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
