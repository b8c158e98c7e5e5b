using System.Buffers;
using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Yields the ticks of a scanned message, in order.</summary>
internal ref struct TickReader
{
    /// <summary>Bytes: the tag of <c>ticks</c> and a length below 128, which is what every usual tick begins with.</summary>
    public const int ShortHeaderBytes = 2;

    private readonly ref byte[] _scratch;
    private SegmentCursor _cursor;

    public TickReader(scoped in ReadOnlySequence<byte> message, ref byte[] scratch)
    {
        _cursor = new SegmentCursor(message);
        _scratch = ref scratch;
    }

    /// <summary>Whether a short tick lies whole at this position of the segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTickAt(ReadOnlySpan<byte> span, int position, out int end)
    {
        if (span.Length - position < ShortHeaderBytes || span[position] != FieldTags.Ticks || span[position + 1] >= 0x80)
        {
            end = position;
            return false;
        }

        end = position + ShortHeaderBytes + span[position + 1];
        return end <= span.Length;
    }

    /// <summary>Fills the next tick; false after the last. The tick's texts are good until the next call.</summary>
    /// <remarks>Hot path: once per tick.</remarks>
    public bool TryRead(ref ProviderTick tick)
    {
        var span = _cursor.Span;
        var position = _cursor.Position;
        if (IsTickAt(span, position, out var end))
        {
            _cursor.Position = end;
            TickDecoder.Decode(span, position + ShortHeaderBytes, end, ref tick);
            return true;
        }

        return TryReadSlowly(ref tick);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadSlowly(ref ProviderTick tick)
    {
        while (_cursor.Remaining > 0)
        {
            _cursor.ReadTag(out var tag);
            if (tag == FieldTags.Ticks)
            {
                _cursor.ReadLength(out var length);
                TickDecoder.Decode(_cursor.Take(length, ref _scratch), 0, length, ref tick);
                return true;
            }

            _cursor.SkipValue(tag);
        }

        return false;
    }
}
