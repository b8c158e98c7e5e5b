using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Google.Protobuf;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Reads <c>PublishRequest</c> messages of one line in place, without an object for the message or for a tick.</summary>
/// <remarks>
/// Two passes. <see cref="Scan"/> checks the whole message down to the last field, so that a malformed message applies nothing, and finds
/// what may come after the ticks that it belongs to. <see cref="ReadTicks"/> then yields the ticks. Every encoding that protobuf allows
/// is read. One message at a time.
/// </remarks>
internal sealed class PublishRequestDecoder
{
    /// <summary>Bytes. A tick is some 40 bytes; one that straddles two segments is put together here.</summary>
    private const int UsualScratchBytes = 512;

    private static readonly MessageParser<SessionStart> StartParser = SessionStart.Parser.WithDiscardUnknownFields(true);

    private byte[] _scratch = new byte[UsualScratchBytes];
    private ArrayBufferWriter<byte>? _start;

    /// <summary>First pass. False with the first fault of a malformed message.</summary>
    /// <remarks>Hot path: once per message, and through <see cref="WireCheck"/> once per tick.</remarks>
    public bool Scan(in ReadOnlySequence<byte> message, out PublishRequestOutline outline, out WireError error)
    {
        // A message with one huge tick must not make its line hold that much memory for good.
        if (_scratch.Length > UsualScratchBytes)
        {
            _scratch = new byte[UsualScratchBytes];
        }

        outline = default;
        error = default;
        var cursor = new SegmentCursor(message);
        while (cursor.Remaining > 0)
        {
            var fault = ScanTicksOfSegment(ref cursor, ref outline);
            if (fault != WireFault.None)
            {
                error = new WireError(fault, cursor.Offset, outline.TickCount);
                return false;
            }

            if (cursor.Remaining > 0 && !ScanField(ref cursor, ref outline, out error))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Second pass, over a message that <see cref="Scan"/> has passed.</summary>
    public TickReader ReadTicks(scoped in ReadOnlySequence<byte> message) => new(message, ref _scratch);

    /// <summary>The session's start, where the scanned message has one.</summary>
    public SessionStart ReadStart() => StartParser.ParseFrom(_start!.WrittenSpan);

    /// <summary>Everything up to a field that is not a tick, or not whole in this segment.</summary>
    private static WireFault ScanTicksOfSegment(ref SegmentCursor cursor, ref PublishRequestOutline outline)
    {
        var span = cursor.Span;
        var position = cursor.Position;
        var ticks = 0;
        var fault = WireFault.None;
        while (TickReader.IsTickAt(span, position, out var end))
        {
            position += TickReader.ShortHeaderBytes;
            fault = WireCheck.Tick(span, ref position, end);
            if (fault != WireFault.None)
            {
                break;
            }

            ticks++;
        }

        cursor.Position = position;
        outline.TickCount += ticks;
        return fault;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ScanField(ref SegmentCursor cursor, ref PublishRequestOutline outline, out WireError error)
    {
        var fault = cursor.ReadTag(out var tag);
        if (fault == WireFault.None)
        {
            switch (tag)
            {
                case FieldTags.Start:
                    return ScanStart(ref cursor, ref outline, out error);
                case FieldTags.Ticks:
                    return ScanTick(ref cursor, ref outline, out error);
                case FieldTags.FirstSequence:
                    fault = cursor.ReadVarint(out var first);
                    outline.FirstSequence = first;
                    break;
                case FieldTags.NextSequence:
                    fault = cursor.ReadVarint(out var next);
                    outline.NextSequence = next;
                    break;
                default:
                    fault = cursor.SkipValue(tag);
                    break;
            }
        }

        error = new WireError(fault, cursor.Offset, WireError.NotInTick);
        return fault == WireFault.None;
    }

    private bool ScanTick(ref SegmentCursor cursor, ref PublishRequestOutline outline, out WireError error)
    {
        var fault = cursor.ReadLength(out var length);
        error = new WireError(fault, cursor.Offset, outline.TickCount);
        if (fault != WireFault.None)
        {
            return false;
        }

        var tick = cursor.Take(length, ref _scratch);
        var position = 0;
        fault = WireCheck.Tick(tick, ref position, tick.Length);
        error = error with { Fault = fault, Offset = error.Offset + position };
        outline.TickCount++;
        return fault == WireFault.None;
    }

    private bool ScanStart(ref SegmentCursor cursor, ref PublishRequestOutline outline, out WireError error)
    {
        var fault = cursor.ReadLength(out var length);
        error = new WireError(fault, cursor.Offset, WireError.NotInTick);
        if (fault != WireFault.None)
        {
            return false;
        }

        if (!outline.HasStart)
        {
            _start = new ArrayBufferWriter<byte>();
        }

        // Protobuf merges the parts of a message by reading them one after another, as if they were one.
        var part = cursor.Take(length, ref _scratch);
        _start!.Write(part);
        outline.HasStart = true;
        fault = CheckStart(part, out var position);
        error = error with { Fault = fault, Offset = error.Offset + position };
        return fault == WireFault.None;
    }

    /// <summary>The generated parser would replace what is not UTF-8 silently, and two sessions could become one.</summary>
    private static WireFault CheckStart(ReadOnlySpan<byte> start, out int position)
    {
        var cursor = new SegmentCursor(start);
        var fault = WireFault.None;
        position = 0;
        while (fault == WireFault.None && cursor.Remaining > 0)
        {
            fault = cursor.ReadTag(out var tag);
            position = cursor.Position;
            if (fault == WireFault.None)
            {
                fault = cursor.SkipValue(tag);
            }

            if (fault != WireFault.None)
            {
                position = cursor.Position;
            }
            else if (WireTag.TypeOf(tag) == WireTag.LengthType
                && WireTag.NumberOf(tag) <= SessionStart.VenueFieldNumber
                && !IsText(start[position..cursor.Position]))
            {
                fault = WireFault.BadUtf8;
            }
        }

        return fault;
    }

    private static bool IsText(ReadOnlySpan<byte> lengthAndText)
    {
        var position = 0;
        _ = Varint.Read(lengthAndText, ref position, out _);
        return Utf8.IsValid(lengthAndText[position..]);
    }
}
