using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Itch;

/// <summary>Reads a file of messages, each behind its length in two bytes, as the venue gives its days away.</summary>
/// <remarks>The messages are numbered by their place in the file, from 1 on. Hot path: nothing is copied or allocated. One thread at a time.</remarks>
internal sealed class ItchFileDecoder : ItchDecoder
{
    /// <summary>Before each message: its length without these two bytes.</summary>
    public const int LengthPrefixBytes = sizeof(ushort);

    private readonly FeedInput _input;

    // Of the message at hand, which stays in the input until the next is read.
    private int _length;
    private bool _hasMessage;
    private RecordingEnd _ending;
    private string? _endDetail;

    /// <param name="input">From its start. Disposed with the feed.</param>
    public ItchFileDecoder(FeedInput input, DateOnly day, string venue, bool skipTestSymbols = false)
        : base(venue, skipTestSymbols)
    {
        _input = input;
        BeginDay(day);
    }

    public override string SessionName => $"itch-{Venue.ToLowerInvariant()}-{Day:yyyyMMdd}";

    public override string Format => "file of messages, TotalView-ITCH 5.0";

    public override double ReadShare => _input.ReadShare;

    public override RecordingEnd Ending => _ending;

    public override string? EndDetail => _endDetail;

    public override bool TryRead()
    {
        if (_hasMessage)
        {
            _input.Take(LengthPrefixBytes + _length);
            _hasMessage = false;
        }

        while (true)
        {
            ReadOnlySpan<byte> prefix = _input.Peek(LengthPrefixBytes);
            if (prefix.Length < LengthPrefixBytes)
            {
                return End(prefix.Length);
            }

            _length = BinaryPrimitives.ReadUInt16BigEndian(prefix);
            if (_length != 0)
            {
                break;
            }

            _input.Take(LengthPrefixBytes);
            Counts.EmptyMessages++;
        }

        ReadOnlySpan<byte> block = _input.Peek(LengthPrefixBytes + _length);
        if (block.Length < LengthPrefixBytes + _length)
        {
            return End(block.Length);
        }

        NoteTime(block[LengthPrefixBytes..]);
        Number++;
        _hasMessage = true;
        return true;
    }

    public override void Publish(TickSink ticks) => Apply(_input.Peek(LengthPrefixBytes + _length)[LengthPrefixBytes..], ticks);

    public override void Describe(FeedFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Counts.Describe(figures, captured: 0);
    }

    protected override void Dispose(bool disposing)
    {
        _input.Dispose();
        base.Dispose(disposing);
    }

    private bool End(int leftBytes)
    {
        _ending = leftBytes == 0 && _input.Fault is null ? RecordingEnd.Whole : RecordingEnd.CutShort;
        if (_ending == RecordingEnd.CutShort)
        {
            string cause = _input.Fault is { } fault ? $"the compressed data is cut or broken ({fault})" : "the file ends inside a message";
            _endDetail = $"after message {Number}, at byte {_input.Position}: {cause}";
        }

        return false;
    }
}
