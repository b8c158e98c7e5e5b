using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Dbn;

/// <summary>What a file was found to hold. Counted by the thread that reads it, to be read when it has.</summary>
public sealed class DbnCounts
{
    private readonly long[] _records = new long[256];

    /// <summary>All records, of whatever kind.</summary>
    public long Records { get; private set; }

    /// <summary>Of kinds that no tick is made of.</summary>
    public long Unread { get; internal set; }

    /// <summary>Shorter than their kind and version are.</summary>
    public long TooShort { get; internal set; }

    /// <summary>Of instruments to which nothing in the file gives a symbol of up to 32 bytes.</summary>
    public long WithoutSymbol { get; internal set; }

    /// <summary>Trades without a price or a size, and records of trades that are none.</summary>
    public long IncompleteTrades { get; internal set; }

    /// <summary>Of publishers that are not known: they have the session's venue.</summary>
    public long UnknownPublishers { get; internal set; }

    /// <summary>Quotes that the file marks as perhaps wrong after a loss at the venue.</summary>
    public long DoubtedBooks { get; internal set; }

    /// <summary>Status records that change nothing about trading.</summary>
    public long StatusWithoutState { get; internal set; }

    public long RecordsOf(byte type) => _records[type];

    internal void Record(byte type)
    {
        Records++;
        _records[type]++;
    }

    /// <summary>The kinds, the most frequent first.</summary>
    internal IEnumerable<(string Kind, long Count)> Kinds => _records.Index()
        .Where(r => r.Item > 0)
        .GroupBy(r => DbnRecordType.NameOf((byte)r.Index), r => r.Item)
        .Select(g => (g.Key, g.Sum()))
        .OrderByDescending(k => k.Item2);

    internal void Describe(FeedFigures figures)
    {
        figures.Add("records", Records);
        foreach ((string kind, long count) in Kinds)
        {
            figures.Add($"  {kind}", count);
        }

        figures
            .AddUnlessZero("  of kinds not read", Unread)
            .AddUnlessZero("  too short", TooShort)
            .AddUnlessZero("  without a symbol", WithoutSymbol)
            .AddUnlessZero("  of unknown publishers", UnknownPublishers)
            .AddUnlessZero("  incomplete trades", IncompleteTrades)
            .AddUnlessZero("  doubted quotes", DoubtedBooks)
            .AddUnlessZero("  status without state", StatusWithoutState);
    }
}
