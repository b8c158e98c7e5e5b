using System.Text;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Adapters.Example;

/// <summary>A line a message: "#tape 1 XNYS 20260105", then "7 1767623400000000000 T IBM 1872200 100 4711".</summary>
public sealed class TapeFormat : IFeedFormat
{
    public string Name => "tape";
    public string Description => "tape lines that begin with \"#tape 1\"";
    public bool Recognizes(FeedFile file) => file.Head.Span.StartsWith("#tape 1 "u8);
    public FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening) => new TapeDecoder(files[0].OpenInput(), opening);
}

internal sealed class TapeDecoder : InputDecoder
{
    private string[] _fields = [];
    private long _messages, _unread;

    public TapeDecoder(FeedInput input, FeedOpening opening) : base(input)
    {
        string[] header = TryReadLine() && _fields is ["#tape", "1", _, _] ? _fields : throw new FeedFormatException("No header line.");
        Terms = new(opening.Venue ?? header[2], PriceExponent: -4, SizeExponent: 0, Symbology.Unspecified, SaleConditionScheme.Utp);
        SessionName = $"tape-{header[3]}";
    }

    public override VenueTerms Terms { get; }
    public override string SessionName { get; }
    public override string Format => "tape lines";

    public override bool TryRead()
    {
        for (; TryReadLine(); _unread++)
        {
            _messages++;
            if (_fields.Length > 3 && ulong.TryParse(_fields[0], out ulong number) && ulong.TryParse(_fields[1], out ulong time)
                && number > 0 && time > 0)
            {
                (Number, TimeNanos) = (number, time);
                return true;
            }
        }

        return false;
    }

    public override void Publish(TickSink ticks)
    {
        byte[] symbol = Encoding.UTF8.GetBytes(_fields[3]);
        ulong[] numbers = [.. _fields[4..].Select(f => ulong.TryParse(f, out ulong number) ? number : 0)]; // The server rejects prices of 0.
        if (_fields[2] == "Q" && numbers is [ulong bid, ulong bidSize, ulong ask, ulong askSize])
        {
            ticks.Quote(symbol, TimeNanos, (long)bid, bidSize, (long)ask, askSize);
        }
        else if (_fields[2] == "T" && numbers is [ulong price, ulong size, _])
        {
            ticks.Trade(symbol, TimeNanos, (long)price, size, id: Encoding.UTF8.GetBytes(_fields[6]), conditions: "@"u8);
        }
    }

    public override void Describe(FeedFigures figures) => figures.Add("messages", _messages).AddUnlessZero("  not read", _unread);

    private bool TryReadLine()
    {
        bool isThere = Input.TryTakeLine(out ReadOnlySpan<byte> line);
        _fields = Encoding.UTF8.GetString(line).Split(' ');
        return isThere;
    }
}
