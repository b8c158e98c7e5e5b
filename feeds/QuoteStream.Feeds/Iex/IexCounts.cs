using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Iex;

/// <summary>What a capture was found to hold. Counted by the thread that reads the feed, to be read when it has.</summary>
public sealed class IexCounts
{
    private readonly long[] _frames = new long[Enum.GetValues<FrameVerdict>().Length];
    private readonly long[] _messages = new long[256];

    /// <summary>IEX-TP segments of the feed that is read, heartbeats included.</summary>
    public long Segments { get; internal set; }

    /// <summary>Segments without messages.</summary>
    public long Heartbeats { get; internal set; }

    /// <summary>UDP datagrams of something else than IEX-TP.</summary>
    public long OtherDatagrams { get; internal set; }

    /// <summary>Segments of other protocols, channels or sessions than the one that is read.</summary>
    public long OtherSegments { get; internal set; }

    /// <summary>Segments whose lengths or numbers cannot be; what could be read of their messages was.</summary>
    public long MalformedSegments { get; internal set; }

    /// <summary>All messages of the feed, of whatever type.</summary>
    public long Messages { get; private set; }

    /// <summary>Of types that the feed does not have.</summary>
    public long UnknownMessages { get; private set; }

    /// <summary>Of types that the feed has, but too short or with a value that it does not have.</summary>
    public long MalformedMessages { get; private set; }

    public long SkippedTestSymbolMessages { get; internal set; }

    /// <summary>Holes in the numbers of the feed.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Messages missing in those holes.</summary>
    public ulong MissingMessages { get; internal set; }

    /// <summary>Segments whose numbers were read before: late, or a second copy.</summary>
    public long RepeatedSegments { get; internal set; }

    /// <summary>Sessions that began after the first: another id, or the same with its numbers from the start.</summary>
    public long FurtherSessions { get; internal set; }

    /// <summary>Price levels that did not fit into the books.</summary>
    public long DroppedLevels { get; internal set; }

    public IEnumerable<(byte Type, long Count)> MessagesByType =>
        _messages.Index().Where(m => m.Item > 0).Select(m => ((byte)m.Index, m.Item)).OrderByDescending(m => m.Item);

    public long FramesOf(FrameVerdict verdict) => _frames[(int)verdict];

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

    internal void Describe(FeedFigures figures, long packets)
    {
        CaptureFigures.Describe(figures, packets, FramesOf);
        figures
            .AddUnlessZero("  not IEX-TP", OtherDatagrams)
            .AddUnlessZero("  of other feeds", OtherSegments)
            .AddUnlessZero("  malformed segments", MalformedSegments)
            .AddUnlessZero("  repeated segments", RepeatedSegments)
            .Add("messages", Messages);
        foreach ((byte type, long count) in MessagesByType)
        {
            figures.Add($"  {IexMessageType.NameOf(type)}", count);
        }

        figures
            .AddUnlessZero("  malformed", MalformedMessages)
            .AddUnlessZero("  of test symbols", SkippedTestSymbolMessages)
            .AddUnlessZero("  price levels dropped", DroppedLevels)
            .AddUnlessZero("gaps in the recording", Gaps)
            .AddUnlessZero("messages missing", (long)Math.Min(MissingMessages, long.MaxValue));
    }
}
