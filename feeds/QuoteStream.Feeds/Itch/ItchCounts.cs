using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Itch.Books;

namespace QuoteStream.Feeds.Itch;

/// <summary>What a recording was found to hold. Counted by the thread that reads the feed, to be read when it has.</summary>
public sealed class ItchCounts
{
    private readonly long[] _frames = new long[Enum.GetValues<FrameVerdict>().Length];
    private readonly long[] _messages = new long[256];
    private readonly long[] _refused = new long[Enum.GetValues<BookVerdict>().Length];

    /// <summary>All messages of the feed, of whatever type.</summary>
    public long Messages { get; private set; }

    /// <summary>Of types that the feed does not have.</summary>
    public long UnknownMessages { get; private set; }

    /// <summary>Of types that the feed has, but too short or with a value that it does not have.</summary>
    public long MalformedMessages { get; private set; }

    /// <summary>Lengths of 0 between the messages: how some files end.</summary>
    public long EmptyMessages { get; internal set; }

    /// <summary>Messages whose symbol is none, or not that of their locate code.</summary>
    public long UnknownStocks { get; internal set; }

    /// <summary>Broken trades whose match number is not known.</summary>
    public long UnknownBreaks { get; internal set; }

    /// <summary>MoldUDP64 packets of the feed that is read, heartbeats included.</summary>
    public long Packets { get; internal set; }

    /// <summary>Packets without messages.</summary>
    public long Heartbeats { get; internal set; }

    /// <summary>UDP datagrams of something else than the feed: no MoldUDP64, or of another session beside it.</summary>
    public long OtherDatagrams { get; internal set; }

    /// <summary>Packets whose lengths or numbers cannot be; what could be read of their messages was.</summary>
    public long MalformedPackets { get; internal set; }

    /// <summary>Packets whose messages were all read before: late, or another line's copy.</summary>
    public long RepeatedPackets { get; internal set; }

    /// <summary>Holes in the numbers of the feed.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Messages missing in those holes.</summary>
    public ulong MissingMessages { get; internal set; }

    public IEnumerable<(byte Type, long Count)> MessagesByType =>
        _messages.Index().Where(m => m.Item > 0).Select(m => ((byte)m.Index, m.Item)).OrderByDescending(m => m.Item);

    public long FramesOf(FrameVerdict verdict) => _frames[(int)verdict];

    /// <summary>Messages about orders that were not applied, by why.</summary>
    public long RefusedFor(BookVerdict verdict) => _refused[(int)verdict];

    internal void Frame(FrameVerdict verdict) => _frames[(int)verdict]++;

    internal void Message(byte type)
    {
        Messages++;
        _messages[type]++;
    }

    internal void Unread(bool isKnown)
    {
        if (isKnown)
        {
            MalformedMessages++;
        }
        else
        {
            UnknownMessages++;
        }
    }

    internal void Refused(BookVerdict verdict) => _refused[(int)verdict]++;

    /// <param name="captured">Of captures: their packets. 0: it was no capture.</param>
    internal void Describe(FeedFigures figures, long captured)
    {
        if (captured > 0)
        {
            CaptureFigures.Describe(figures, captured, FramesOf);
            figures
                .AddUnlessZero("  of other feeds", OtherDatagrams)
                .AddUnlessZero("  malformed packets", MalformedPackets)
                .AddUnlessZero("  repeated packets", RepeatedPackets);
        }

        figures.Add("messages", Messages);
        foreach ((byte type, long count) in MessagesByType)
        {
            figures.Add($"  {ItchMessageType.NameOf(type)}", count);
        }

        figures
            .AddUnlessZero("  malformed", MalformedMessages)
            .AddUnlessZero("  without length", EmptyMessages)
            .AddUnlessZero("  of unknown stocks", UnknownStocks)
            .AddUnlessZero("breaks of unknown trades", UnknownBreaks)
            .AddUnlessZero("orders not known", RefusedFor(BookVerdict.UnknownOrder))
            .AddUnlessZero("orders added twice", RefusedFor(BookVerdict.DuplicateOrder))
            .AddUnlessZero("orders overdrawn", RefusedFor(BookVerdict.TooManyShares))
            .AddUnlessZero("orders malformed", RefusedFor(BookVerdict.BadOrder))
            .AddUnlessZero("orders beyond the limit", RefusedFor(BookVerdict.TooManyOrders))
            .AddUnlessZero("levels beyond the limit", RefusedFor(BookVerdict.TooManyLevels))
            .AddUnlessZero("gaps in the recording", Gaps)
            .AddUnlessZero("messages missing", (long)Math.Min(MissingMessages, long.MaxValue));
    }
}
